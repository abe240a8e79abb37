"""`contrast` blends each image with its mean grey."""

from __future__ import annotations

import numpy as np
import pytest
from single import SHAPE, applied, drawn, pictures

from zoo.testing import check_component
from zoo_classics.augmenters.contrast import CONTRAST

LUMA = {1: [1], 3: [0.299, 0.587, 0.114], 4: [0.25] * 4}


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_pixels_move_to_or_from_the_mean_grey_of_their_image(channels):
    images, factors = pictures(4, (*SHAPE[:2], channels)), [0.0, 0.5, 1.0, 1.6]
    result = applied(CONTRAST, images, {"factor": factors})
    for image, factor, pixels in zip(images.astype(float), factors, result, strict=True):
        mean = (image @ LUMA[channels]).mean()
        np.testing.assert_allclose(pixels, np.clip(mean + factor * (image - mean), 0, 255), atol=1e-3)
    assert np.ptp(result[0]) < 1e-3
    assert result[3].min() == 0
    assert result[3].max() == 255


def test_factors_reach_as_far_as_the_strength():
    factor = drawn(CONTRAST, strength=0.2)["factor"]
    assert [factor.min(), factor.max()] == pytest.approx([0.8, 1.2], abs=0.01)


def test_the_contract_with_a_strength_above_one():
    check_component(CONTRAST, strength=1.5)
