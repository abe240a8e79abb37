"""A net's convolutions: the maps that they make of an image, and the images that drive their filters most."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

import zoo

if TYPE_CHECKING:
    import keras

RATE, MOMENTUM, START = 0.05, 0.9, 0.05
"""How far a step goes, where each image's gradient has a root mean square of 1; and what it begins with."""

FLATTEN, GAIN = 0.75, 4.0
"""By which power of its frequency a wave is damped, and the contrast that the waves begin with."""


class Maps(NamedTuple):
    """What one call of a convolution gave for an image: its name, and its maps, float32 (h, w, filters)."""

    name: str
    maps: np.ndarray

    @property
    def strength(self) -> np.ndarray:
        """The mean of each map, (filters,)."""
        return self.maps.mean(axis=(0, 1))


def is_convolution(layer: Any) -> bool:
    """Whether a layer slides a kernel over its input, of whatever kind: depthwise, separable, a stranger's own."""
    return getattr(layer, "kernel_size", None) is not None


def activation_maps(net: keras.Model, image: np.ndarray) -> list[Maps]:
    """Returns the maps of each call of a convolution over both sides of an image, in the order of the calls.

    They are what the layer itself gives: after its activation, where that belongs to the layer.

    Args:
        image: uint8 (H, W, C).
    """
    from keras import ops

    found: list[Maps] = []
    for layer, output in _calls(net, image[None]):
        again = sum(maps.name.partition(" ")[0] == layer.name for maps in found)
        name = f"{layer.name} {again + 1}" if again else layer.name
        found.append(Maps(name, ops.convert_to_numpy(ops.cast(output, "float32"))[0]))
    return found


def maximising(
    net: keras.Model, call: int, filters: Sequence[int], shape: tuple[int, int, int], *, steps: int, seed: int
) -> np.ndarray:
    """Returns an image for each filter that makes its map as bright as it gets, uint8 (len(filters), H, W, C).

    Gradient ascent on the mean of the map before its activation, from faint noise. The images are sums of waves, each
    damped as it is fast, and are moved a little before each step; without both, what comes out is noise that no eye
    reads.

    Args:
        call: which call of a convolution, as `activation_maps` counts them.
        shape: (H, W, C) of the net's images.

    Source:
        Erhan, Bengio, Courville and Vincent, "Visualizing Higher-Layer Features of a Deep Network" (2009): the ascent;
        Olah, Mordvintsev and Schubert, "Feature Visualization" (Distill, 2017): the mean of a channel, the waves, the
        movement.
    """
    import tensorflow as tf

    rng, reach = np.random.default_rng(seed), min(shape[:2]) // 16
    waves = tf.constant(rng.normal(0, START, (2, len(filters), shape[2], shape[0], shape[1] // 2 + 1)), tf.float32)
    speed = tf.zeros_like(waves)
    step = _step(net, call, filters, shape).get_concrete_function(waves, speed, tf.TensorSpec([2], tf.int32))
    for _ in range(steps):
        waves, speed = step(waves, speed, tf.constant(rng.integers(-reach, reach + 1, 2), tf.int32))
    return np.rint(_image(waves, shape)).astype(np.uint8)


def _step(net: keras.Model, call: int, filters: Sequence[int], shape: tuple[int, int, int]) -> Any:
    """Returns a function of TensorFlow's that takes the waves a step further."""
    import tensorflow as tf

    places = [[number, channel] for number, channel in enumerate(filters)]

    def step(waves: Any, speed: Any, move: Any) -> tuple[Any, Any]:
        with tf.GradientTape() as tape:
            tape.watch(waves)
            moved = tf.roll(_image(waves, shape), move, (1, 2))
            maps = tf.cast(_linear_maps(net, call, moved), tf.float32)
            bright = tf.reduce_sum(tf.gather_nd(tf.reduce_mean(maps, (1, 2)), places))
        up = tape.gradient(bright, waves, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        size = tf.sqrt(tf.reduce_mean(up * up, (0, 2, 3, 4), keepdims=True))
        speed = MOMENTUM * speed + (1 - MOMENTUM) * up / (size + 1e-12)
        return waves + RATE * speed, speed

    return tf.function(step, autograph=False)


def _image(waves: Any, shape: tuple[int, int, int]) -> Any:
    """Returns waves, float32 (2, n, C, H, W // 2 + 1), as images in [0, 255], (n, H, W, C)."""
    import tensorflow as tf

    height, width, _ = shape
    fast = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None])
    damped = np.maximum(fast, 1 / max(height, width)) ** -FLATTEN
    scale = tf.constant(damped / damped.max() * np.sqrt(height * width), tf.float32)
    pixels = tf.signal.irfft2d(tf.complex(waves[0] * scale, waves[1] * scale), [height, width])
    return 255 * tf.sigmoid(GAIN * tf.transpose(pixels, (0, 2, 3, 1)))


def _calls(net: keras.Model, images: Any) -> list[tuple[Any, Any]]:
    outputs = zoo.layer_outputs(net, images, is_convolution)
    return [(layer, output) for layer, output in outputs if len(output.shape) == 4]


def _linear_maps(net: keras.Model, call: int, images: Any) -> Any:
    """Returns the output of a convolution before its activation: where that is 0, nothing would say which way is up."""
    layers = [layer for layer, _ in _calls(net, images)]
    with _without_activation(layers[call], layers[:call].count(layers[call])):
        return _calls(net, images)[call][1]


@contextlib.contextmanager
def _without_activation(layer: Any, turn: int) -> Iterator[None]:
    """Leaves out a layer's activation when it is called for the `turn`-th time, counted from 0."""
    activation, calls = getattr(layer, "activation", None), itertools.count()
    if activation is None:
        yield
        return
    layer.activation = lambda values: values if next(calls) == turn else activation(values)
    try:
        yield
    finally:
        layer.activation = activation
