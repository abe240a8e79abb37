"""Models that compute in bfloat16, with weights and logits of float32, whatever their builder does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import keras

from zoo.plugin.components import PRECISION
from zoo.training import networks

if TYPE_CHECKING:
    from zoo.experiments.experiment import Part
    from zoo.plugin.components import Model

ROUNDED = "bfloat16"


def build_in_bfloat16(
    component: Model, part: Part, shape: tuple[int, int, int], num_classes: int, seed: int
) -> keras.Model:
    """Builds a model as `zoo.training.networks.build_model` does; its layers compute in bfloat16, but those that choose
    a precision themselves, and its head.

    A model that has a parameter `precision` is given it, unless that is set.

    Source: Micikevicius et al. (2018, arXiv 1710.03740), mixed precision: weights, logits and loss stay float32.
    """
    own = {PRECISION.name: ROUNDED} if PRECISION.name in part.values.keys() - set(part.changed) else {}
    keras.config.set_dtype_policy(f"mixed_{ROUNDED}")
    try:
        model = networks.build_model(component, {**part.values, **own}, shape, num_classes, seed)
        if isinstance(model, keras.Sequential) and not model.built:
            model.build((None, *shape))
    finally:
        keras.config.set_dtype_policy("float32")
    if getattr(model, "outputs", None):
        model.dtype_policy = keras.DTypePolicy("float32")  # its layers round, and not the images before them
        _head_in_float32(model)
    return model


def _head_in_float32(model: Any) -> None:
    """Has the layers from the last one with weights on compute in float32: rounded logits would often be equal."""
    for layer in _from_the_end(model):
        layer.dtype_policy = keras.DTypePolicy("float32")
        if layer.weights:
            return


def _from_the_end(model: Any) -> Iterator[Any]:
    for layer in reversed(model.layers):
        if isinstance(layer, keras.Model):
            yield from _from_the_end(layer)
        else:
            yield layer
