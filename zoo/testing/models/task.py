"""A task that any net can learn, and the learning of it. Imports Keras: import it where it is used."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf

from zoo.testing.models.nets import CLASSES, Shape

IMAGES = 32
LEARNED = 0.9
"""Of the images: dropout does not let all be right."""
RATES = (3e-3, 3e-4, 3e-2)
"""Of Adam, one after the other: deep nets without normalisation need a small one, small logits a large one."""
UNREACHED = tf.UnconnectedGradients.ZERO  # another check tells of them
STEPS = 60
HOPELESS = 20
"""Steps after which a rate is given up by which nothing at all was learned: of deep nets, each takes a second."""


def examples(shape: Shape) -> tuple[np.ndarray, np.ndarray]:
    """Returns 32 images, float32 in [0, 1], each a pattern of its class and a quarter of noise, and one-hot labels."""
    rng, labels = np.random.default_rng(0), np.arange(IMAGES) % CLASSES
    height, width, channels = shape
    patterns = rng.random((CLASSES, 2, 2, channels), dtype=np.float32)
    patterns = patterns.repeat(-(-height // 2), 1).repeat(-(-width // 2), 2)[:, :height, :width]
    images = 0.75 * patterns[labels] + 0.25 * rng.random((IMAGES, *shape), dtype=np.float32)
    return images, np.eye(CLASSES, dtype=np.float32)[labels]


def learn(net: keras.Model, images: np.ndarray, labels: np.ndarray, *, steps: int, rate: float = 3e-3) -> float:
    """Trains with Adam on the images as one batch until nine in ten are right, and returns the share that is.

    Step by step: to trace a graph takes longer than these few steps, of deep nets minutes.
    """
    optimizer, loss_of = keras.optimizers.Adam(rate), keras.losses.CategoricalCrossentropy(from_logits=True)
    optimizer.build(net.trainable_variables)
    right, best, least = labels.argmax(axis=1), 0.0, np.inf
    for step in range(steps):
        with tf.GradientTape() as tape:
            logits = net(images, training=True)
            loss = loss_of(labels, logits)
        best = max(best, float(np.mean(np.argmax(logits, axis=1) == right)))
        least = min(least, float(loss))
        if best >= LEARNED or (step == HOPELESS and least > 0.95 * np.log(CLASSES)):
            break
        values = [variable.value for variable in net.trainable_variables]
        optimizer.apply(tape.gradient(loss, values, unconnected_gradients=UNREACHED))
    return best
