"""Images whose ink stands anywhere on a canvas, placed when they are asked for."""

from __future__ import annotations

from typing import Any

import numpy as np


class Displaced:
    """Images (N, H, W, C) on a black square canvas: uint8 (len(indices), canvas, canvas, C) when indexed.

    Args:
        images: uint8 (N, H, W, C), indexable by an array of indices.
        corners: integers (N, 2), the row and column of the canvas where each image's top left corner comes to stand;
            what reaches over the canvas is cut off.
        canvas: the side, in pixels.
    """

    def __init__(self, images: np.ndarray, corners: np.ndarray, canvas: int) -> None:
        self.images, self.corners, self.canvas = images, corners, canvas

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, indices: Any) -> np.ndarray:
        chosen = np.arange(len(self))[indices]
        several = np.atleast_1d(chosen)
        placed = self._place(self.images[several], self.corners[several])
        return placed if np.ndim(chosen) else placed[0]

    def _place(self, images: np.ndarray, corners: np.ndarray) -> np.ndarray:
        """Copies, for each pixel of the canvas, the pixel of the image that comes to stand there."""
        rows, row_inside = _sources(corners[:, 0], self.canvas, images.shape[1])
        columns, column_inside = _sources(corners[:, 1], self.canvas, images.shape[2])
        placed = images[np.arange(len(images))[:, None, None], rows[:, :, None], columns[:, None, :]]
        inside = row_inside[:, :, None] & column_inside[:, None, :]
        return np.where(inside[..., None], placed, np.uint8(0))


def ink_boxes(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns the ink's first row and column, and its height and width, each (N, 2); those of the image without ink."""
    starts, sizes = [], []
    for axis in (1, 2):
        inked = np.any(images, axis=(3 - axis, 3))
        first, last = inked.argmax(axis=1), inked[:, ::-1].argmax(axis=1)
        starts.append(first)
        sizes.append(images.shape[axis] - first - last)
    return np.stack(starts, axis=1), np.stack(sizes, axis=1)


def anywhere(images: np.ndarray, canvas: int, rng: np.random.Generator) -> Displaced:
    """Returns `images` with the ink of each at its own place, uniform over those where all of it is on the canvas."""
    starts, sizes = ink_boxes(images)
    places = np.floor(rng.random(sizes.shape) * (canvas - sizes + 1)).astype(np.int64)
    return Displaced(images, places - starts, canvas)


def centred(images: np.ndarray, canvas: int) -> Displaced:
    """Returns `images`, each as a whole in the middle of the canvas."""
    corner = [(canvas - side) // 2 for side in images.shape[1:3]]
    return Displaced(images, np.tile(np.array(corner), (len(images), 1)), canvas)


def _sources(starts: np.ndarray, canvas: int, side: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns which of the image's rows stands in each of the canvas's rows, (B, canvas), and whether there is one."""
    sources = np.arange(canvas)[None, :] - starts[:, None]
    return sources.clip(0, side - 1), (sources >= 0) & (sources < side)
