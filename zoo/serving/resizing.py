"""Images of any size at the size that a net was trained on, in a graph of operations that every runtime has."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import ops

WHOLE = ("pad", "stretch")
"""Ways to keep all of an image of another form: between black bars, or out of shape."""


def resized(images: keras.KerasTensor, size: tuple[int, int], fit: str | None = None) -> keras.KerasTensor:
    """Returns images, uint8 (B, any, any, C), as float32 (B, *size, C) in [0, 255]; those of that size as they are.

    It is Pillow's bilinear resizing, antialiased where images become smaller, up to its rounding to integers. Matrices
    do it, one for each side, for neither ONNX nor LiteRT has an operation that does.

    Args:
        size: (H, W).
        fit: one of `WHOLE`; for anything else the middle of an image of another form is cut out.
    """
    pixels = ops.cast(images, "float32")
    ones = ops.ones_like(pixels[0, :, :, 0])
    places = ops.cumsum(ones[:, 0]), ops.cumsum(ones[0])  # 1, 2, ..., height: the graph is made before sizes are known
    scales = [ops.max(place) / side for place, side in zip(places, size, strict=True)]
    if fit != "stretch":
        scales = [ops.maximum(*scales) if fit == "pad" else ops.minimum(*scales)] * 2
    left, right = (_weights(*each, whole=fit == "pad") for each in zip(places, size, scales, strict=True))
    planes = ops.matmul(ops.matmul(left, ops.transpose(pixels, (0, 3, 1, 2))), ops.transpose(right))
    return ops.transpose(planes, (0, 2, 3, 1))


def _weights(places: Any, side: int, scale: Any, *, whole: bool) -> Any:
    """Returns how much each pixel along a side counts in each pixel that is made of them, float32 (side, length).

    Args:
        places: 1, 2, ..., length.
        scale: how many pixels become one.
        whole: whether the image fills a whole number of pixels, with black ones before and after.
    """
    length = ops.max(places)
    filled = ops.maximum(ops.round(length / scale), 1.0) if whole else length / scale
    scale, before = length / filled, (side - filled) / 2
    made = np.arange(side, dtype="float32")[:, None] + 0.5  # a tensor would become an input of an ONNX graph
    centres = scale * ops.subtract(made, ops.floor(before) if whole else before)
    weights = ops.relu(1.0 - ops.abs(places - 0.5 - centres) / ops.maximum(scale, 1.0))
    inside = ops.cast(ops.logical_and(centres > 0, centres < length), "float32")
    return inside * weights / ops.maximum(ops.sum(weights, axis=1, keepdims=True), 1e-6)
