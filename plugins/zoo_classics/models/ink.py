"""Where an image's ink lies, as a Keras layer. Imports Keras: import it where it is used."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

FAINT = 1e-6
"""Less ink than this, summed over the image, is none: a single pixel at 1 of 255 has 4e-3."""


@keras.saving.register_keras_serializable(package="zoo_classics")
class InkRegion(keras.layers.Layer):
    """Tells in which region of an image its ink's centre lies: float32 (B, H, W, C) to one-hot (B, grid * grid).

    Ink is what is bright, and its centre is the centre of mass over all channels; of an image without ink, the middle.
    Regions are numbered row by row, from the top left.

    Args:
        grid: the number of rows of regions, and of columns.
    """

    def __init__(self, grid: int, **named: Any) -> None:
        super().__init__(**named)
        self.grid = grid

    def call(self, images: Any) -> Any:
        ink = ops.sum(images, axis=-1)
        row, column = self._index(ops.sum(ink, axis=2)), self._index(ops.sum(ink, axis=1))
        return ops.one_hot(row * self.grid + column, self.grid**2, dtype="float32")

    def _index(self, ink: Any) -> Any:
        """Returns which of the `grid` equal parts of an axis holds the centre of its ink (B, length): int32 (B,)."""
        length = ops.shape(ink)[1]
        places = (ops.arange(length, dtype="float32") + 0.5) / length
        total = ops.sum(ink, axis=1)
        centre = ops.where(total > FAINT, ops.sum(ink * places, axis=1) / ops.maximum(total, FAINT), 0.5)
        return ops.clip(ops.cast(centre * self.grid, "int32"), 0, self.grid - 1)

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        return (input_shape[0], self.grid**2)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "grid": self.grid}
