"""`shift` moves by whole pixels, or by parts of them as ImageDataGenerator does."""

from __future__ import annotations

import numpy as np
import pytest
from keras import ops

from zoo import DrawContext, UsageError
from zoo_classics.augmenters.shift import SHIFT


def drawn(shape, size=4000, **given):
    context = DrawContext(indices=np.arange(size), epoch=0, image_shape=shape, batch_size=size)
    return SHIFT.call("draw", SHIFT.resolve(given), np.random.default_rng(0), context)["offset"]


@pytest.mark.parametrize(
    ("shape", "fraction", "x", "y"),
    [
        ((32, 32, 3), 0.1, 3, 3),
        ((20, 28, 3), 0.1, 2, 2),
        ((20, 28, 3), 0.2, 5, 4),
        ((8, 8, 1), 0.1, 1, 1),  # a tenth is less than a pixel
        ((100, 30, 1), 0.29, 8, 29),  # 0.29 * 100 is 28.999999999999996
    ],
)
def test_whole_pixels_up_to_a_fraction_of_each_side_and_one_at_least(shape, fraction, x, y):
    offsets = drawn(shape, fraction=fraction)
    assert offsets.dtype.kind == "i"
    assert set(offsets[:, 0]) == set(range(-x, x + 1))
    assert set(offsets[:, 1]) == set(range(-y, y + 1))


def test_subpixel_is_uniform_up_to_the_fraction_of_each_side():
    offsets = drawn((20, 28, 3), subpixel=True)
    assert offsets.dtype.kind == "f"
    assert np.abs(offsets).max(axis=0) == pytest.approx([2.8, 2.0], rel=1e-2)
    assert offsets.std(axis=0) == pytest.approx(np.array([2.8, 2.0]) / np.sqrt(3), rel=0.05)


@pytest.mark.parametrize("subpixel", [False, True])
def test_each_axis_can_have_a_fraction_of_its_own(subpixel):
    wide = drawn((20, 30, 3), width=0.5, height=0, subpixel=subpixel)
    assert np.abs(wide).max(axis=0) == pytest.approx([15, 0], rel=1e-2)
    high = drawn((20, 30, 3), fraction=0.2, height=0.5, subpixel=subpixel)
    assert np.abs(high).max(axis=0) == pytest.approx([6, 10], rel=1e-2)


def test_a_fraction_for_each_axis_draws_what_one_for_both_does():
    np.testing.assert_array_equal(drawn((20, 30, 3), fraction=0.2), drawn((20, 30, 3), width=0.2, height=0.2))


@pytest.mark.parametrize("dtype", ["int32", "float32"])
def test_the_matrix_keeps_the_dtype_and_holds_the_offset(dtype):
    matrix = SHIFT.call("matrix", {}, {"offset": ops.convert_to_tensor([[3, -2], [0, 1]], dtype)})
    expected = [[[1, 0, 3], [0, 1, -2], [0, 0, 1]], [[1, 0, 0], [0, 1, 1], [0, 0, 1]]]
    np.testing.assert_array_equal(matrix, np.array(expected, dtype))


@pytest.mark.parametrize("fraction", [0, -0.1, 1.5])
def test_a_fraction_is_above_zero_and_at_most_one(fraction):
    with pytest.raises(UsageError, match="fraction"):
        SHIFT.resolve({"fraction": fraction})
