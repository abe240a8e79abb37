"""`flip` mirrors half of the images, exactly."""

from __future__ import annotations

import numpy as np
import pytest
from keras import ops

from zoo import DrawContext
from zoo.training.augmentation.chain import Chain
from zoo_classics.augmenters.flip import FLIP


def drawn(size=4000, **given):
    context = DrawContext(indices=np.arange(size), epoch=0, image_shape=(20, 28, 3), batch_size=size)
    return FLIP.call("draw", FLIP.resolve(given), np.random.default_rng(0), context)["mirrored"]


@pytest.mark.parametrize(("horizontal", "vertical"), [(True, False), (False, True), (True, True), (False, False)])
def test_each_axis_asked_for_is_mirrored_half_of_the_time(horizontal, vertical):
    mirrored = drawn(horizontal=horizontal, vertical=vertical)
    assert mirrored.dtype.kind == "i"
    assert set(mirrored.ravel()) <= {0, 1}
    assert mirrored.mean(axis=0) == pytest.approx([0.5 * horizontal, 0.5 * vertical], abs=0.03)


def test_one_axis_draws_the_same_whatever_the_other():
    np.testing.assert_array_equal(drawn(vertical=True)[:, 0], drawn(vertical=False)[:, 0])


@pytest.mark.parametrize("shape", [(20, 28, 3), (7, 5, 1)])
def test_pixels_are_mirrored_exactly(shape):
    images = np.random.default_rng(0).integers(0, 256, (4, *shape), dtype=np.uint8)
    chain = Chain([(FLIP, FLIP.resolve({}))], shape, 0)
    draws = {"flip_0_mirrored": ops.convert_to_tensor([[0, 0], [1, 0], [0, 1], [1, 1]], "int32")}
    result = ops.convert_to_numpy(chain.apply(ops.convert_to_tensor(images), draws))
    expected = [images[0], images[1][:, ::-1], images[2][::-1], images[3][::-1, ::-1]]
    assert result.dtype == np.uint8
    np.testing.assert_array_equal(result, expected)
