"""Augmenters made of Keras preprocessing layers: the seed is drawn, and the layer's generators start at it."""

from __future__ import annotations

import functools
import inspect
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from zoo.errors import PluginError
from zoo.plugin.components import Augmenter, DrawContext
from zoo.plugin.parameters import accepts

if TYPE_CHECKING:
    import keras
    import numpy as np

    Make = Callable[..., keras.layers.Layer]
    Made = tuple[keras.layers.Layer, list[keras.Variable]]

APART = 2**16
"""The distance between the starts of two generators of one layer: more numbers than a call takes from either."""


def from_keras_layer(name: str, make: Make, *, summary: str) -> Augmenter:
    """Returns an augmenter that changes images as a Keras layer does in training; the same seed gives the same pixels.

    For each batch a seed is drawn, and every generator inside the layer starts at it. So a resumed run sees what an
    unbroken one sees, and the layer's variables are no part of what is trained or saved.

    Args:
        name: the augmenter's name.
        make: `make(*, ...) -> keras.layers.Layer`, called when images are first changed: import Keras inside. Its
            keyword-only arguments are the augmenter's parameters. The layer gets float32 (B, H, W, C) in [0, 255]
            and gives the same shape back; where it has a `value_range`, that is (0, 255), Keras' default.
        summary: one line.

    Raises:
        ValueError: `make` takes arguments that are not keyword-only. Once images are changed, `PluginError`: the layer
            mixes labels, or draws numbers from elsewhere than a `keras.random.SeedGenerator`.
    """
    accepts(make, ())

    def draw(rng: np.random.Generator, context: DrawContext, **_: Any) -> dict[str, np.ndarray]:
        return {"seed": rng.integers(2**31, size=context.batch_size)}  # one would do, but draws have the batch first

    layers: dict[str, Made] = {}
    lock = threading.Lock()

    def apply(images: Any, draws: Mapping[str, Any], **values: Any) -> Any:
        shape = tuple(images.shape)[1:]
        key = f"{shape} {sorted(values.items())}"
        with lock:
            if key not in layers:
                layers[key] = _elsewhere(lambda: _made(name, make(**values), shape))
        return _seeded(*layers[key], draws["seed"][0], images)

    return Augmenter(
        name=name,
        summary=summary,
        draws={"seed": ()},
        draw=_standing_for(make, draw, ["rng", "context"]),
        apply=_standing_for(make, apply, ["images", "draws"]),
    )


def _standing_for(make: Make, function: Callable[..., Any], given: list[str]) -> Callable[..., Any]:
    """Returns `function` with the parameters and the origin of `make`: the plugin's file, not this one, says whether a
    run is stale."""
    positional = [inspect.Parameter(argument, inspect.Parameter.POSITIONAL_OR_KEYWORD) for argument in given]
    wrapped: Any = functools.wraps(make)(function)
    wrapped.__signature__ = inspect.Signature([*positional, *inspect.signature(make).parameters.values()])
    return wrapped


def _seeded(layer: keras.layers.Layer, states: list[keras.Variable], seed: Any, images: Any) -> Any:
    """Calls a layer whose generators start at a seed, each at its own place."""
    from keras import ops

    for position, state in enumerate(states):
        state.assign(ops.stack([ops.cast(seed, state.dtype), ops.cast(position * APART, state.dtype)]))
    return ops.cast(layer(images, training=True), "float32")


def _made(name: str, layer: keras.layers.Layer, shape: tuple[int, ...]) -> Made:
    """Returns a layer with the states of its generators, after calling it twice: what it builds, it builds here.

    Raises:
        PluginError: its labels would be wrong, or the same seed gave different pixels.
    """
    import keras
    import numpy as np

    if any(isinstance(part, (keras.layers.MixUp, keras.layers.CutMix)) for part in layer._flatten_layers()):
        raise _refused(name, "mixes images without their labels.", "Labels are mixed on the host, by `mix_labels`.")
    images = np.random.default_rng(0).integers(0, 256, (4, *shape)).astype("float32")
    layer(images, training=True)
    weights = {id(variable) for variable in layer.weights}
    states = [variable for variable in layer.variables if id(variable) not in weights]
    first, again = (np.asarray(_seeded(layer, states, 1, images)) for _ in range(2))
    if not np.array_equal(first, again):
        cause = "It draws numbers from elsewhere than a keras.random.SeedGenerator."
        raise _refused(name, "gave different pixels for the same seed.", cause)
    return layer, states


def _elsewhere(make: Callable[[], Made]) -> Made:
    """Calls `make` in a thread of its own, outside of whatever graph is being traced here. Python's random numbers,
    from which generators and the model's dropout take their first seeds, are left as they were."""
    import random
    from concurrent.futures import ThreadPoolExecutor

    before = random.getstate()
    try:
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(make).result()
    finally:
        random.setstate(before)


def _refused(name: str, what: str, cause: str) -> PluginError:
    return PluginError(f"The Keras layer of augmenter {name!r} {what}", cause=cause, hint=f"zoo check {name}")
