"""A run that was never trained, for probes to be asked about: noise, a small convolutional net, its true logits."""

from __future__ import annotations

import keras
import numpy as np

from zoo.training import environment
from zoo.training.networks import wrap
from zoo.training.trained import Kept, Trained

IMAGES = 40


def untrained(shape: tuple[int, int, int], classes: int) -> Trained:
    """Returns it, the same each time."""
    environment.fresh(0)
    inputs = keras.Input(shape)
    maps = keras.layers.Conv2D(4, 3, padding="same", activation="relu")(inputs)
    outputs = keras.layers.Dense(classes)(keras.layers.Flatten()(keras.layers.MaxPooling2D()(maps)))
    net = wrap(keras.Model(inputs, outputs), shape, shape)
    images = np.random.default_rng(0).integers(0, 256, (IMAGES, *shape), dtype=np.uint8)
    labels = (np.arange(IMAGES) % classes).astype(np.int32)
    logits = np.asarray(net.predict_on_batch(images))
    kept = Kept(logits.astype(np.float16), logits.argmax(axis=1).astype(np.int32), labels)
    parts = {"dataset": "random-images", "model": "small-net", "augmenter": "none", "recipe": "none"}
    return Trained(
        {"name": "made.1", **parts, "seed": 0},
        classes=tuple(f"class {label}" for label in range(classes)),
        image_shape=shape,
        net=lambda: net,
        images=lambda: images,
        kept=lambda: kept,
    )
