"""Test-time augmentation: the net's logits of images as they are, and averaged over other views of them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from zoo.training import evaluate
from zoo.training.feed import Batches

if TYPE_CHECKING:
    from zoo.training.prepare import Part

    View = Callable[[Any], Any]


def logits(net: keras.Model, part: Part, views: Sequence[tuple[float, View]]) -> tuple[np.ndarray, np.ndarray | None]:
    """Returns the net's logits of the images as they are, and averaged over the views; every image is read once.

    Args:
        views: as `zoo.TrainingPlan.test_views`. Without any there is no average.

    Returns:
        Float32 (N, classes), in the order of the part; the first the same bits as without views.
    """
    if not views:
        return evaluate.logits(net, part), None
    batches = Views(part, evaluate.batch_size(net), [view for _, view in views])
    plain, *others = batches.apart(evaluate.predict(net, batches))
    weights = [weight for weight, _ in views]
    average = (1 - sum(weights)) * plain + sum(w * seen for w, seen in zip(weights, others, strict=True))
    return plain, np.asarray(average, dtype=np.float32)


class Views(Batches):
    """Each batch of a part as it is, then through every view in turn: a batch is read once, and kept until the next."""

    def __init__(self, part: Part, batch_size: int, views: Sequence[View]) -> None:
        super().__init__(part, batch_size)
        self.views = views
        self._batch = functools.lru_cache(maxsize=1)(super().__getitem__)

    @property
    def num_batches(self) -> int:
        return super().num_batches * (1 + len(self.views))

    def __getitem__(self, index: int) -> tuple[np.ndarray]:
        batch, view = divmod(index, 1 + len(self.views))
        (images,) = self._batch(batch)
        seen = images if view == 0 else keras.ops.convert_to_numpy(self.views[view - 1](images))
        return (seen.astype(np.float32),)  # one dtype, whatever a view returns: one graph serves all

    def apart(self, rows: np.ndarray) -> list[np.ndarray]:
        """Returns what was found for the batches, one row per image, as an array for the images and for each view."""
        each, count = 1 + len(self.views), len(self.part)
        sizes = np.diff([*range(0, count, self.batch_size), count])
        blocks = np.split(rows, np.cumsum(np.repeat(sizes, each))[:-1])
        return [np.concatenate(blocks[view::each]) for view in range(each)]
