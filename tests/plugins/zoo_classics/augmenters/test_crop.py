"""`crop` pads and cuts, exactly."""

from __future__ import annotations

import numpy as np
import pytest
from keras import ops

from zoo import DrawContext, UsageError
from zoo.training.augmentation.chain import Chain
from zoo_classics.augmenters.crop import CROP

SHAPE = (20, 28, 3)
OFFSETS = np.array([[0, 0], [4, -4], [-3, 1], [-4, 4]], np.int32)


@pytest.mark.parametrize(("given", "reach"), [({}, 4), ({"padding": 2}, 2), ({"padding": 0}, 0)])
def test_every_window_of_the_padded_image_can_be_drawn(given, reach):
    context = DrawContext(indices=np.arange(4000), epoch=0, image_shape=SHAPE, batch_size=4000)
    offsets = CROP.call("draw", CROP.resolve(given), np.random.default_rng(0), context)["offset"]
    assert offsets.dtype.kind == "i"
    assert {tuple(offset) for offset in offsets.tolist()} == {
        (x, y) for x in range(-reach, reach + 1) for y in range(-reach, reach + 1)
    }


@pytest.mark.parametrize(("given", "pad"), [({}, "constant"), ({"fill": "reflect"}, "symmetric")])
def test_it_cuts_a_window_out_of_the_padded_image(given, pad):
    images = np.random.default_rng(0).integers(1, 256, (4, *SHAPE), dtype=np.uint8)
    chain = Chain([(CROP, CROP.resolve(given))], SHAPE, 0)
    draws = {"crop_0_offset": ops.convert_to_tensor(OFFSETS)}
    result = ops.convert_to_numpy(chain.apply(ops.convert_to_tensor(images), draws))
    padded = np.pad(images, [(0, 0), (4, 4), (4, 4), (0, 0)], mode=pad)
    assert result.dtype == np.uint8
    for window, image, (x, y) in zip(result, padded, OFFSETS, strict=True):
        np.testing.assert_array_equal(window, image[4 + y : 24 + y, 4 + x : 32 + x])


@pytest.mark.parametrize("padding", [-1, 1.5])
def test_padding_is_whole_pixels(padding):
    with pytest.raises(UsageError, match="padding"):
        CROP.resolve({"padding": padding})
