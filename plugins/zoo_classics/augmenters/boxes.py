"""Boxes in images, one per image: drawn on the host, and turned into masks where pixels change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np


def around(
    rng: np.random.Generator, widths: np.ndarray, heights: np.ndarray, image_shape: tuple[int, int, int]
) -> np.ndarray:
    """Draws boxes whose centres are uniform over the image; the parts that lie outside are cut off.

    Args:
        widths, heights: int (B,), in pixels, before anything is cut off.
        image_shape: (H, W, C).

    Returns:
        int (B, 4): left, top, right and bottom in pixels from the upper left corner, the last two exclusive. The centre
        of an even side is the pixel right of the middle, as in the papers' code.
    """
    import numpy as np

    sides = np.stack([widths, heights], axis=1)
    limits = [image_shape[1], image_shape[0]]
    first = rng.integers(0, limits, sides.shape) - sides // 2
    return np.concatenate([np.clip(first, 0, limits), np.clip(first + sides, 0, limits)], axis=1)


def area(box: np.ndarray) -> np.ndarray:
    """Returns how many pixels each box (B, 4) holds, int (B,)."""
    return (box[:, 2] - box[:, 0]) * (box[:, 3] - box[:, 1])


def mask(box: Any, images: Any) -> Any:
    """Returns which pixels lie inside: bool (B, H, W, 1) for boxes int32 (B, 4) and images (B, H, W, C)."""
    from keras import ops

    left, top, right, bottom = (ops.reshape(box[:, side], (-1, 1, 1, 1)) for side in range(4))
    x = ops.reshape(ops.arange(images.shape[2], dtype="int32"), (1, 1, -1, 1))
    y = ops.reshape(ops.arange(images.shape[1], dtype="int32"), (1, -1, 1, 1))
    return (x >= left) & (x < right) & (y >= top) & (y < bottom)
