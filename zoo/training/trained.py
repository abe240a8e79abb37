"""A run that was trained, as probes get it: its net, its test images, what is recorded. Each is read when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import keras

    from zoo.plugin.images import Images


class Kept(NamedTuple):
    """What a run kept of its test: `logits` float16 (N, classes), `predictions` made of the float32 ones and `labels`,
    both int32 (N,)."""

    logits: np.ndarray
    predictions: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True)
class Chosen:
    """Some of a dataset's images, in an order of their own; read when indexed."""

    images: Images
    indices: np.ndarray

    def __len__(self) -> int:
        return len(self.indices)

    def __getitem__(self, which: Any) -> np.ndarray:
        """Returns uint8 images (n, H, W, C): those of a slice or an array of indices."""
        return self.images[self.indices[which]]


class Trained:
    """A trained run. Nothing of it is in memory before it is asked for, and only `net` and `predict` import TensorFlow.

    Args:
        record: what is recorded of the run, as `zoo show RUN --json` prints it.
        classes: the names of the classes, in the order of the labels.
        image_shape: (H, W, C) of the images.
        net: builds the net.
        images: loads the test images, uint8 (N, H, W, C) when indexed.
        kept: reads what was kept of the test.

    Raises:
        StoreError: files of the run are missing or damaged; when `net`, `labels`, `predictions` or `logits` is read.
        DataError: the test images are missing or damaged; when `images` is read.
        StaleRun: they are others than those of the run; likewise.
    """

    def __init__(
        self,
        record: Mapping[str, Any],
        *,
        classes: tuple[str, ...],
        image_shape: tuple[int, int, int],
        net: Callable[[], keras.Model],
        images: Callable[[], Images],
        kept: Callable[[], Kept],
    ) -> None:
        self.record, self.classes, self.image_shape = record, classes, image_shape
        self._net, self._images, self._kept = net, images, kept

    @property
    def name(self) -> str:
        """The run's name."""
        return str(self.record["name"])

    @property
    def title(self) -> str:
        """What was trained, for pictures, as `mnist, cnn6, none, fast`."""
        return ", ".join(str(self.record[kind]) for kind in ("dataset", "model", "augmenter", "recipe"))

    @cached_property
    def net(self) -> keras.Model:
        """The net, which takes images in [0, 255], uint8 or float32 (B, H, W, C), and gives logits, float32 (B,
        classes). Its last layer is what the component built, which takes images in [0, 1]."""
        return self._net()

    @cached_property
    def images(self) -> Images:
        """The N images that the run was tested on, in the order of its labels; indexed by slices and by arrays of
        indices, they are uint8 (n, H, W, C)."""
        return self._images()

    @property
    def labels(self) -> np.ndarray:
        """The true classes of the test images, int32 (N,)."""
        return self._test.labels

    @property
    def predictions(self) -> np.ndarray:
        """The classes that the test found, those of `test_accuracy`, int32 (N,)."""
        return self._test.predictions

    @cached_property
    def logits(self) -> np.ndarray:
        """The logits that the test found, float32 (N, classes), as exact as float16 keeps them."""
        return self._test.logits.astype(np.float32)

    def predict(self, images: Images) -> np.ndarray:
        """Returns the net's logits, float32 (len(images), classes), for images of `image_shape`.

        Args:
            images: uint8, or float32 in [0, 255], (N, H, W, C); or anything with a length that an array of indices can
                index. It is asked for a batch at a time, in a thread of its own and while the one before is computed:
                images that are made when they are asked for cost little time, and the memory of three batches.
        """
        from zoo.training import evaluate
        from zoo.training.feed import Batches
        from zoo.training.prepare import Part

        everything = np.arange(len(images))
        return evaluate.predict(self.net, Batches(Part(images, everything, everything), evaluate.batch_size(self.net)))

    @cached_property
    def _test(self) -> Kept:
        return self._kept()
