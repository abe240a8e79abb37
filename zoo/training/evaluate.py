"""Logits of the net on a part of the data, and what they are worth."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from zoo.training.feed import Batches

if TYPE_CHECKING:
    import keras

    from zoo.training.prepare import Part

PIXELS = 2**19  # of a batch: 512 images of 32x32, ten of 224x224, so that memory does not depend on their size


@dataclass(frozen=True)
class Score:
    """Cross-entropy in nats and top-1 accuracy, from float32 logits; NaN both where one of these is not finite."""

    loss: float
    accuracy: float

    @property
    def finite(self) -> bool:
        return math.isfinite(self.loss)


def logits(net: keras.Model, part: Part, hooks: keras.callbacks.CallbackList | None = None) -> np.ndarray:
    """Returns the net's logits, float32 (N, classes), in the order of the part. Nothing is augmented.

    Args:
        hooks: callbacks that hear of each batch.
    """
    return predict(net, Batches(part, batch_size(net)), hooks)


def predict(net: keras.Model, batches: Batches, hooks: keras.callbacks.CallbackList | None = None) -> np.ndarray:
    """Returns the net's logits of every batch, float32 (N, classes); the next batch is read while one is computed.

    Not `net.predict`: it builds a new pipeline at each call, for as long as the computation itself takes an `mlp`.
    """
    with ThreadPoolExecutor(1) as reader:
        rows, coming = [], reader.submit(batches.__getitem__, 0)
        for number in range(batches.num_batches):
            (images,) = coming.result()
            if number + 1 < batches.num_batches:
                coming = reader.submit(batches.__getitem__, number + 1)
            if hooks:
                hooks.on_test_batch_begin(number)
            _trace(net, images)
            rows.append(net.predict_on_batch(images))
            if hooks:
                hooks.on_test_batch_end(number, {})
    return np.concatenate(rows).astype(np.float32, copy=False)


def _trace(net: keras.Model, images: np.ndarray) -> None:
    """Traces the net once, for batches of every size. Keras does so for the first size, and for all at the second."""
    import tensorflow as tf

    if net.predict_function is None and not net.run_eagerly:
        net.make_predict_function()
        function: Any = net.predict_function
        function.get_concrete_function([(tf.TensorSpec((None, *images.shape[1:]), images.dtype),)])


def batch_size(net: keras.Model) -> int:
    """Returns how many images are evaluated at a time."""
    height, width = net.input_shape[1:3]
    return max(1, min(512, PIXELS // (height * width)))


def score(values: np.ndarray, labels: np.ndarray) -> Score:
    """Scores logits (N, classes) against integer labels (N,)."""
    from scipy.special import logsumexp

    if not np.isfinite(values).all():
        return Score(math.nan, math.nan)
    true = values[np.arange(len(labels)), labels]
    losses = logsumexp(values, axis=1) - true
    return Score(float(losses.mean(dtype=np.float64)), float((values.argmax(axis=1) == labels).mean()))


def evaluate(net: keras.Model, part: Part) -> Score | None:
    """Scores the net on a part; None for an empty one."""
    return score(logits(net, part), part.chosen_labels) if len(part) else None
