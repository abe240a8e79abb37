"""`brightness` multiplies each image by its own factor."""

from __future__ import annotations

import numpy as np
import pytest
from single import SHAPE, applied, drawn, pictures

from zoo import UsageError
from zoo.testing import check_component
from zoo_classics.augmenters.brightness import BRIGHTNESS


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_pixels_are_multiplied_and_clipped(channels):
    images, factor = pictures(3, (*SHAPE[:2], channels)), np.array([0.5, 1.0, 1.3], np.float32)
    result = applied(BRIGHTNESS, images, {"factor": factor})
    expected = np.minimum(images * factor.reshape(3, 1, 1, 1), 255)
    np.testing.assert_allclose(result, expected, rtol=1e-6)
    assert (expected == 255).any()


def test_factors_reach_as_far_as_the_strength():
    factor = drawn(BRIGHTNESS, strength=0.2)["factor"]
    assert [factor.min(), factor.max()] == pytest.approx([0.8, 1.2], abs=0.01)


def test_the_contract_with_a_strength_above_one():
    check_component(BRIGHTNESS, strength=1.5)


def test_a_negative_strength():
    with pytest.raises(UsageError, match="strength"):
        BRIGHTNESS.resolve({"strength": -0.1})
