"""The contract of an augmenter: draws as declared, for batches of any size; pixels changed by a pure function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np

from zoo.plugin.components import Augmenter
from zoo.training.augmentation.chain import Chain

SHAPE = (20, 28, 3)
"""Not square, so that height and width cannot be confused unnoticed."""


def check_augmenter(augmenter: Augmenter, values: Mapping[str, Any]) -> None:
    """Draws for a full, a partial and a single-image batch of images that are not square, and applies the draws."""
    for channels in (3, 1):
        chain = Chain([(augmenter, values)], (*SHAPE[:2], channels), seed=1)
        for size in (5, 3, 1):
            _check_batch(chain, np.arange(size) * 7, values)
        _check_graph(chain)


def _check_batch(chain: Chain, indices: np.ndarray, values: Mapping[str, Any]) -> None:
    before = dict(values)
    draws = chain.draw(indices, 2, 3)
    kept = {name: array.copy() for name, array in draws.items()}
    images = _images(len(indices), chain)
    first, second = (keras.ops.convert_to_numpy(chain.apply(images, draws)) for _ in range(2))
    assert first.shape == images.shape, f"Expected images of shape {images.shape}. Received: {first.shape}"
    assert np.isfinite(first.astype("float32")).all(), "Expected finite pixels"
    assert np.array_equal(first, second), "Expected `apply` to be pure: the same draws gave different pixels"
    assert np.array_equal(images, _images(len(indices), chain)), "Expected `apply` to leave its input as it was"
    _check_labels(chain, len(indices), draws)
    assert all(np.array_equal(draws[name], kept[name]) for name in draws), "Expected the draws to be left as they were"
    assert before == dict(values), "Expected the parameters to be left as they were"


def _check_labels(chain: Chain, size: int, draws: Mapping[str, np.ndarray]) -> None:
    one_hot = np.eye(4, dtype=np.float32)[np.arange(size) % 4]
    mixed = chain.mix_labels(one_hot, draws)
    assert np.allclose(mixed.sum(axis=1), 1, atol=1e-5), "Expected mixed labels whose rows sum to 1"
    assert (mixed >= 0).all(), "Expected mixed labels of at least 0"
    assert np.array_equal(one_hot, np.eye(4, dtype=np.float32)[np.arange(size) % 4]), "`mix_labels` changed its input"


def _check_graph(chain: Chain) -> None:
    """Checks that `apply` can be traced, as the trainer does, and then gives what it gives eagerly."""
    import tensorflow as tf

    images, draws = _images(4, chain), chain.draw(np.arange(4), 0, 0)
    traced = tf.function(chain.apply, autograph=False)(images, draws)
    eager = keras.ops.convert_to_numpy(chain.apply(images, draws))
    assert np.allclose(traced, eager, atol=1e-2), "Expected the same pixels in a graph as outside of it"


def _images(size: int, chain: Chain) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (size, *chain.image_shape), dtype=np.uint8)
