"""Matrices for the geometric augmenters, one per image, of the dtype of what was drawn."""

from __future__ import annotations

from typing import Any


def affine(a: Any, b: Any, x: Any, c: Any, d: Any, y: Any) -> Any:
    """Returns `[[a, b, x], [c, d, y], [0, 0, 1]]` for each image.

    Args:
        a, b, c, d, x, y: (B,), all int32 (whole pixels) or all float32; x and y in pixels.

    Returns:
        (B, 3, 3), of the same dtype.
    """
    from keras import ops

    zero, one = ops.zeros_like(a), ops.ones_like(a)
    return ops.reshape(ops.stack([a, b, x, c, d, y, zero, zero, one], axis=-1), (-1, 3, 3))
