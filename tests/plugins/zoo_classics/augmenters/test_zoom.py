"""`zoom` scales width and height each by a factor of its own."""

from __future__ import annotations

import numpy as np
import pytest
from keras import ops

from zoo import DrawContext, UsageError
from zoo.training.augmentation.chain import Chain
from zoo_classics.augmenters.zoom import ZOOM


def drawn(size=4000, **given):
    context = DrawContext(indices=np.arange(size), epoch=0, image_shape=(20, 28, 3), batch_size=size)
    return ZOOM.call("draw", ZOOM.resolve(given), np.random.default_rng(0), context)["factor"]


def zoomed(images, factors, shape):
    chain = Chain([(ZOOM, ZOOM.resolve({}))], shape, 0)
    draws = {"zoom_0_factor": ops.convert_to_tensor(factors, "float32")}
    return ops.convert_to_numpy(chain.apply(ops.convert_to_tensor(images), draws))


def test_factors_are_uniform_about_one_and_each_axis_has_its_own():
    factors = drawn(fraction=0.3)
    assert factors.min(axis=0) == pytest.approx([0.7, 0.7], abs=0.01)
    assert factors.max(axis=0) == pytest.approx([1.3, 1.3], abs=0.01)
    assert factors.mean(axis=0) == pytest.approx([1, 1], abs=0.01)
    assert abs(np.corrcoef(factors.T)[0, 1]) < 0.05


def test_a_tenth_unless_told_otherwise():
    assert np.abs(drawn() - 1).max() == pytest.approx(0.1, rel=0.01)


def test_a_factor_above_one_shows_more_of_the_image():
    """Doubled along x, the content is half as wide; pixels of an odd side meet pixels."""
    images = np.random.default_rng(0).integers(0, 256, (1, 7, 9, 1), dtype=np.uint8)
    shown = zoomed(images, [[2.0, 1.0]], (7, 9, 1))
    np.testing.assert_allclose(shown[:, :, 2:7], images[:, :, ::2], atol=1e-3)


def test_half_the_second_factor_makes_the_image_twice_as_high():
    images = np.random.default_rng(0).integers(0, 256, (1, 9, 7, 1), dtype=np.uint8)
    shown = zoomed(images, [[1.0, 0.5]], (9, 7, 1))
    np.testing.assert_allclose(shown[:, ::2], images[:, 2:7], atol=1e-3)


@pytest.mark.parametrize("fraction", [-0.1, 1])
def test_a_fraction_is_at_least_zero_and_below_one(fraction):
    with pytest.raises(UsageError, match="fraction"):
        ZOOM.resolve({"fraction": fraction})
