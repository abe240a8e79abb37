"""Sampling images through one matrix each: whole pixels by one gather on uint8, anything else by one bilinear gather.

A matrix is (3, 3) and leads from the output to the input, on columns (x, y, 1) in pixels, x to the right and y down,
with the origin at the image's centre ((W - 1) / 2, (H - 1) / 2). Its last row is (0, 0, 1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import keras
from keras import ops

from zoo.training.augmentation import xla


def compose(matrices: Sequence[Any]) -> Any:
    """Returns the matrix of a chain, `Ma @ Mb @ ...` for a first, then b; real as soon as one of them is.

    Args:
        matrices: each (B, 3, 3), integer or real.

    Returns:
        int32 (B, 3, 3), or float32 where one is real.
    """
    dtype = "int32" if all(map(_whole, matrices)) else "float32"
    product, *rest = [ops.cast(matrix, dtype) for matrix in matrices]
    for matrix in rest:
        # Not ops.matmul: accelerators have none for integers.
        product = ops.sum(ops.expand_dims(product, 3) * ops.expand_dims(matrix, 1), axis=2)
    return product


def sample(images: Any, matrix: Any, fill: str, image_shape: tuple[int, ...]) -> Any:
    """Returns the images seen through `matrix`.

    Args:
        images: (B, H, W, C).
        matrix: (B, 3, 3). Integers mean whole pixels.
        fill: what stands where the image does not reach: `nearest` its edge, `reflect` its mirror image (the edge
            twice), `wrap` the opposite side, `constant` zero.
        image_shape: (H, W, C).

    Returns:
        (B, H, W, C): the dtype of `images` for whole pixels, else float32.
    """
    way = whole_pixels if _whole(matrix) else bilinear
    return xla.fused(way, (images, matrix), (fill, image_shape))


def whole_pixels(images: Any, matrix: Any, fill: str, image_shape: tuple[int, ...]) -> Any:
    """Moves whole pixels: one gather, no arithmetic on their values. Arguments and result are those of `sample`.

    Coordinates are doubled, because the centre of an even side lies between two pixels. What falls between two pixels
    all the same (a quarter turn of an image with one even and one odd side) takes the one to the left or above.
    """
    height, width, _ = image_shape
    column, row = (ops.right_shift(c, 1) for c in _coordinates(matrix, height, width, 2))  # halved, rounded down
    fold = WHOLE_FOLDS[fill]
    folded_row, folded_column = fold(row, height), fold(column, width)
    pixels = _gather(images, folded_row, folded_column, image_shape)
    if fill != "constant":
        return pixels
    inside = (folded_row == row) & (folded_column == column)
    return pixels * ops.cast(ops.expand_dims(inside, -1), pixels.dtype)


def bilinear(images: Any, matrix: Any, fill: str, image_shape: tuple[int, ...]) -> Any:
    """Interpolates between the four pixels around. Arguments and result are those of `sample`.

    Agrees with `scipy.ndimage.affine_transform(order=1)`, and so with Keras' ImageDataGenerator, in every fill mode;
    theirs for `wrap` repeats after a side less one pixel, because its first and last pixel fall together.
    """
    height, width, _ = image_shape
    column, row = (c / 2 for c in _coordinates(matrix, height, width, 2.0))
    # What rounding alone puts outside counts as inside: a few units in the last place of a coordinate.
    tolerance = 4e-7 * max(height, width)
    fold = REAL_FOLDS[fill]
    top, row_weight, row_inside = _split(row, height, fold, tolerance)
    left, column_weight, column_inside = _split(column, width, fold, tolerance)
    bottom, right = ops.minimum(top + 1, height - 1), ops.minimum(left + 1, width - 1)

    def pixels(rows: Any, columns: Any) -> Any:
        return ops.cast(_gather(images, rows, columns, image_shape), "float32")

    above = _between(pixels(top, left), pixels(top, right), column_weight)
    below = _between(pixels(bottom, left), pixels(bottom, right), column_weight)
    result = _between(above, below, row_weight)
    if fill != "constant":
        return result
    inside = ops.expand_dims(row_inside & column_inside, -1)
    return result * ops.cast(inside, result.dtype)


WHOLE_FOLDS: dict[str, Callable[[Any, int], Any]] = {
    "nearest": lambda c, side: ops.clip(c, 0, side - 1),
    "constant": lambda c, side: ops.clip(c, 0, side - 1),
    "reflect": lambda c, side: ops.minimum(ops.mod(c, 2 * side), 2 * side - 1 - ops.mod(c, 2 * side)),
    "wrap": lambda c, side: ops.mod(c, side),
}
"""Where an integer coordinate outside [0, side) takes its pixel from."""

REAL_FOLDS: dict[str, Callable[[Any, int], Any]] = {
    "nearest": lambda c, side: c,
    "constant": lambda c, side: c,
    "reflect": lambda c, side: side - 0.5 - ops.abs(ops.mod(c + 0.5, 2.0 * side) - side),
    "wrap": lambda c, side: ops.mod(c, float(max(side - 1, 1))),
}
"""Where a real coordinate outside [0, side - 1] takes its value from, before it is clipped."""


def _whole(matrix: Any) -> bool:
    return "int" in keras.backend.standardize_dtype(matrix.dtype)


def _coordinates(matrix: Any, height: int, width: int, two: float) -> tuple[Any, Any]:
    """Returns twice the input column and twice the input row of each output pixel, each (B, H, W), from the corner."""
    dtype = matrix.dtype
    x = ops.reshape(two * ops.arange(width, dtype=dtype) - (width - 1), (1, 1, width))
    y = ops.reshape(two * ops.arange(height, dtype=dtype) - (height - 1), (1, height, 1))

    def entry(row: int, column: int) -> Any:
        return ops.reshape(matrix[:, row, column], (-1, 1, 1))

    def along(axis: int, side: int) -> Any:
        return entry(axis, 0) * x + (entry(axis, 1) * y + (two * entry(axis, 2) + (side - 1)))

    return along(0, width), along(1, height)


def _split(c: Any, side: int, fold: Callable[[Any, int], Any], tolerance: float) -> tuple[Any, Any, Any]:
    """Returns the pixel at or before each coordinate, how far it lies beyond, and whether it was inside."""
    inside = (c >= -tolerance) & (c <= side - 1 + tolerance)
    c = ops.clip(ops.where(inside, c, fold(c, side)), 0.0, side - 1.0)
    before = ops.floor(c)
    return ops.cast(before, "int32"), ops.expand_dims(c - before, -1), inside


def _gather(images: Any, rows: Any, columns: Any, image_shape: tuple[int, ...]) -> Any:
    """Returns the pixels at (B, H, W) rows and columns. One `take` with flat indices, the fastest way."""
    height, width, channels = image_shape
    first = ops.arange(ops.shape(images)[0], dtype="int32") * (height * width)
    flat = ops.reshape(first, (-1, 1, 1)) + rows * width + columns
    pixels = ops.take(ops.reshape(images, (-1, channels)), flat, axis=0)
    return ops.reshape(pixels, (-1, height, width, channels))


def _between(first: Any, second: Any, weight: Any) -> Any:
    return first + (second - first) * weight
