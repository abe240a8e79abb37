"""The data feed: an endless dataset whose every batch is a pure function of its number."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from zoo.training.rng import stream

if TYPE_CHECKING:
    import tensorflow as tf

    from zoo.training.augmentation.chain import Chain
    from zoo.training.prepare import Part

IMAGES = "images"  # the key of the images among a batch's inputs; draws have other names
AHEAD = 2  # batches made while the model trains on others


class Feed:
    """Batches of uint8 images with their draws, and labels as the augmenters mix them.

    An item is `({"images": (B, H, W, C) uint8, draw: (B, ...), ...}, (B, classes) float32)`. Item k is batch
    `(start_step + k) % steps_per_epoch` of epoch `(start_step + k) // steps_per_epoch`; the last batch of an epoch may
    be smaller. The order of an epoch depends on the seed and the epoch alone.

    Args:
        start_step: how many batches were trained on before, where training goes on.
    """

    def __init__(
        self, part: Part, chain: Chain, num_classes: int, *, seed: int, batch_size: int, start_step: int = 0
    ) -> None:
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

    def dataset(self) -> tf.data.Dataset:
        """Returns the items one after the other, without an end, each made by one call of Python ahead of its use.

        Not a `keras.utils.PyDataset`: Keras wraps one into a generator, which takes a third more time for a batch.
        """
        import tensorflow as tf

        names = [IMAGES, *self.chain.spec]
        dtypes = ["uint8", *(spec.dtype for spec in self.chain.spec.values()), "float32"]
        shapes = [self.chain.image_shape, *(spec.shape for spec in self.chain.spec.values()), self._one_hot.shape[1:]]

        @tf.autograph.experimental.do_not_convert  # which would leave a file in the folder for temporary ones
        def tensors(number: Any) -> tuple[dict[str, Any], Any]:
            *inputs, labels = [
                tf.ensure_shape(tensor, (None, *shape))
                for tensor, shape in zip(tf.numpy_function(self._flat, [number], dtypes), shapes, strict=True)
            ]
            return dict(zip(names, inputs, strict=True)), labels

        options = tf.data.Options()
        options.autotune.enabled = False  # nothing here is tuned, and the end of a training would wait for the tuner
        return tf.data.Dataset.range(sys.maxsize).map(tensors).prefetch(AHEAD).with_options(options)

    def _flat(self, number: int) -> list[np.ndarray]:
        """Returns an item as a list, its inputs in the order in which `dataset` names them."""
        try:
            inputs, labels = self[int(number)]
        except StopIteration as error:  # would end the dataset without a word
            raise RuntimeError("A batch raised StopIteration.") from error
        return [inputs[IMAGES], *(inputs[name] for name in self.chain.spec), labels]

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
