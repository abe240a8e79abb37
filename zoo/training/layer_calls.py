"""Every call of a Keras layer, watched while it happens: of functional, nested and subclassed models alike."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import keras


@contextlib.contextmanager
def watched(around: Callable[..., Any]) -> Iterator[None]:
    """Has every layer be called by `around`.

    Args:
        around: takes the layer, its first input, and what calls it; returns what that returns.
    """
    original = keras.layers.Layer.__call__

    def call(layer: keras.layers.Layer, *inputs: Any, **named: Any) -> Any:
        return around(layer, next(iter((*inputs, *named.values())), None), lambda: original(layer, *inputs, **named))

    keras.layers.Layer.__call__ = call
    try:
        yield
    finally:
        keras.layers.Layer.__call__ = original


def layer_outputs(
    net: keras.Model, images: Any, wanted: Callable[[keras.layers.Layer], bool]
) -> list[tuple[keras.layers.Layer, Any]]:
    """Calls a net as it is used after training, and returns what its layers gave, of nested and subclassed models too.

    Args:
        net: of a run, `Trained.net`, or any model of Keras.
        images: a batch as the net takes it: of a run's, uint8 or float32 (B, H, W, C) in [0, 255].
        wanted: which layers are asked for.

    Returns:
        A pair for each call of such a layer, in the order of the calls: the layer and its output, a tensor that knows
        where it is from: `tf.GradientTape` takes gradients through it.
    """
    seen: list[tuple[keras.layers.Layer, Any]] = []

    def around(layer: keras.layers.Layer, _: Any, call: Callable[[], Any]) -> Any:
        output = call()
        if wanted(layer):
            seen.append((layer, output))
        return output

    with watched(around):
        net(images, training=False)
    return seen


def input_of_weights(model: keras.Model, images: Any) -> tuple[Any, Any]:
    """Calls a model as it is used after training.

    Returns:
        What the first layer with weights gets, None where no layer has any; and the output.
    """
    seen: list[Any] = []

    def around(layer: keras.layers.Layer, inputs: Any, call: Callable[[], Any]) -> Any:
        whole = not layer._flatten_layers(include_self=False, recursive=False)  # of no other layers
        if not seen and whole and layer.weights and not isinstance(layer, keras.layers.Normalization):
            seen.append(inputs)
        return call()

    with watched(around):
        output = model(images, training=False)
    return (seen[0] if seen else None), output
