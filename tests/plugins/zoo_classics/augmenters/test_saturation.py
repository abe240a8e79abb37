"""`saturation` blends each pixel with its own grey."""

from __future__ import annotations

import numpy as np
import pytest
from single import SHAPE, applied, drawn, pictures

from zoo.testing import check_component
from zoo_classics.augmenters.saturation import SATURATION


def test_pixels_move_to_or_from_their_own_grey():
    images, factors = pictures(4), [0.0, 0.5, 1.0, 1.6]
    result = applied(SATURATION, images, {"factor": factors})
    for image, factor, pixels in zip(images.astype(float), factors, result, strict=True):
        grey = (image @ [0.299, 0.587, 0.114])[..., None]
        np.testing.assert_allclose(pixels, np.clip(grey + factor * (image - grey), 0, 255), atol=1e-3)
    assert np.ptp(result[0], axis=-1).max() < 1e-3


@pytest.mark.parametrize("channels", [1, 2, 4])
def test_images_without_colours_stay_as_they_are(channels):
    images = pictures(2, (*SHAPE[:2], channels))
    np.testing.assert_array_equal(applied(SATURATION, images, {"factor": [0.0, 1.4]}), images)


def test_grey_images_of_three_channels_stay_as_they_are():
    images = np.repeat(pictures(2, (*SHAPE[:2], 1)), 3, axis=-1)
    np.testing.assert_allclose(applied(SATURATION, images, {"factor": [0.0, 1.4]}), images, atol=1e-3)


def test_factors_reach_as_far_as_the_strength():
    factor = drawn(SATURATION, strength=0.2)["factor"]
    assert [factor.min(), factor.max()] == pytest.approx([0.8, 1.2], abs=0.01)


def test_the_contract_with_a_strength_above_one():
    check_component(SATURATION, strength=1.5)
