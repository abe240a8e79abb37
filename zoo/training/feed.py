"""The data feed: an endless Keras dataset whose every batch is a pure function of its number."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from zoo.training.streams import stream

if TYPE_CHECKING:
    from zoo.training.augment import Chain
    from zoo.training.prepare import Part

IMAGES = "images"  # the key of the images among a batch's inputs; draws have other names


class Feed(keras.utils.PyDataset):
    """Batches of uint8 images with their draws, and labels as the augmenters mix them.

    An item is `({"images": (B, H, W, C) uint8, draw: (B, ...), ...}, (B, classes) float32)`. Item k is batch
    `(start_step + k) % steps_per_epoch` of epoch `(start_step + k) // steps_per_epoch`; the last batch of an epoch may
    be smaller. The order of an epoch depends on the seed and the epoch alone.

    Args:
        start_step: how many batches were trained on before, where training goes on.
    """

    num_batches = None
    __len__ = None  # endless: Keras then asks for one item after the other, across epochs

    def __init__(
        self, part: Part, chain: Chain, num_classes: int, *, seed: int, batch_size: int, start_step: int = 0
    ) -> None:
        super().__init__(workers=1)
        self.part, self.chain, self.seed, self.batch_size, self.start_step = part, chain, seed, batch_size, start_step
        self.error: Exception | None = None
        self._one_hot = np.eye(num_classes, dtype=np.float32)
        self._order = functools.lru_cache(maxsize=2)(self._permutation)

    @property
    def steps_per_epoch(self) -> int:
        return -(-len(self.part) // self.batch_size)

    def __getitem__(self, index: int) -> tuple[dict[str, Any], np.ndarray]:
        epoch, batch = divmod(self.start_step + index, self.steps_per_epoch)
        positions = self._order(epoch)[batch * self.batch_size : (batch + 1) * self.batch_size]
        try:
            return self.batch(self.part.indices[positions], epoch, batch)
        except Exception as error:
            self.error = error  # TensorFlow passes on its text alone; whoever trains raises this one
            raise

    def batch(self, indices: np.ndarray, epoch: int, batch: int) -> tuple[dict[str, Any], np.ndarray]:
        """Returns the item that holds the training images `indices`."""
        draws = self.chain.draw(indices, epoch, batch)
        labels = self.chain.mix_labels(self._one_hot[self.part.labels[indices]], draws)
        return {IMAGES: self.part.images[indices], **draws}, labels

    def _permutation(self, epoch: int) -> np.ndarray:
        return stream(self.seed, "order", epoch).permutation(len(self.part))


class Batches(keras.utils.PyDataset):
    """Images alone, in the order of a part, for `predict`."""

    def __init__(self, part: Part, batch_size: int) -> None:
        super().__init__(workers=1)
        self.part, self.batch_size = part, batch_size

    @property
    def num_batches(self) -> int:
        return -(-len(self.part) // self.batch_size)

    def __getitem__(self, index: int) -> tuple[np.ndarray]:
        return (self.part.images[self.part.indices[index * self.batch_size : (index + 1) * self.batch_size]],)
