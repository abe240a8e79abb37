"""What brightness, contrast and saturation share."""

from __future__ import annotations

import numpy as np
import pytest
from keras import ops

from zoo_classics.augmenters import colours


@pytest.mark.parametrize(("strength", "low", "high"), [(0.4, 0.6, 1.4), (0, 1, 1), (1.5, 0, 2.5)])
def test_factors_are_uniform_around_one_and_never_below_zero(strength, low, high):
    factor = colours.factors(np.random.default_rng(0), strength, 4000)["factor"]
    assert factor.shape == (4000,)
    assert [factor.min(), factor.max(), factor.mean()] == pytest.approx([low, high, (low + high) / 2], abs=0.03)
    assert low <= factor.min() <= factor.max() <= high


def test_a_blend_goes_from_the_other_through_the_image_and_on_to_the_limits():
    images = np.full((5, 1, 1, 1), 200, np.float32)
    result = colours.blend(images, 100.0, ops.convert_to_tensor([0.0, 0.5, 1.0, 1.5, 3.0]))
    np.testing.assert_allclose(np.ravel(result), [100, 150, 200, 250, 255])
    assert float(colours.blend(images[:1] * 0, 100.0, ops.convert_to_tensor([1.5]))[0, 0, 0, 0]) == 0


def test_grey_is_luma_of_three_channels_and_the_mean_of_others():
    colour = np.array([100, 50, 200], np.float32).reshape(1, 1, 1, 3)
    assert float(colours.grey(colour)[0, 0, 0, 0]) == pytest.approx(0.299 * 100 + 0.587 * 50 + 0.114 * 200)
    assert float(colours.grey(colour[..., :2])[0, 0, 0, 0]) == 75
    assert float(colours.grey(colour[..., :1])[0, 0, 0, 0]) == 100
    assert sum(colours.LUMA) == pytest.approx(1)
