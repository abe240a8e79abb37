"""One augmenter at a time: what it draws, and what it makes of images in a graph that knows no batch size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import tensorflow as tf

from zoo import Augmenter, DrawContext
from zoo.training.augmentation.chain import Chain

SHAPE = (20, 28, 3)


def drawn(
    augmenter: Augmenter,
    size: int = 4000,
    shape: tuple[int, int, int] = SHAPE,
    epoch: int = 0,
    seed: int = 0,
    **given: Any,
) -> dict[str, np.ndarray]:
    context = DrawContext(indices=np.arange(size), epoch=epoch, image_shape=shape, batch_size=size)
    return augmenter.call("draw", augmenter.resolve(given), np.random.default_rng(seed), context)


def applied(augmenter: Augmenter, images: np.ndarray, draws: Mapping[str, Any], **given: Any) -> np.ndarray:
    """Returns the pixels that training sees, given draws under the names that the augmenter knows."""
    shape = images.shape[1:]
    chain = Chain([(augmenter, augmenter.resolve(given))], shape, 0)
    spec = {name: tf.TensorSpec((None, *draw.shape), draw.dtype) for name, draw in chain.spec.items()}
    traced = tf.function(chain.apply, input_signature=[tf.TensorSpec((None, *shape), images.dtype), spec])
    named = {f"{augmenter.name}_0_{name}": values for name, values in draws.items()}
    tensors = {name: tf.convert_to_tensor(named[name], spec[name].dtype) for name in spec}
    return traced(tf.constant(images), tensors).numpy()


def pictures(size: int, shape: tuple[int, ...] = SHAPE) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (size, *shape), dtype=np.uint8)
