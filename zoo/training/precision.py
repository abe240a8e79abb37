"""Models that compute in bfloat16, with weights and logits of float32, whatever their builder does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import keras

from zoo.training import networks

if TYPE_CHECKING:
    from zoo.plugin.components import Model

ROUNDED = "bfloat16"


def build_in_bfloat16(
    component: Model, values: Mapping[str, Any], shape: tuple[int, int, int], num_classes: int, seed: int
) -> keras.Model:
    """Builds a model as `zoo.training.networks.build_model` does; its layers compute in bfloat16, but those that choose
    a precision themselves, and its head.

    Source: Micikevicius et al. (2018, arXiv 1710.03740), mixed precision: weights, logits and loss stay float32.
    """
    keras.config.set_dtype_policy(f"mixed_{ROUNDED}")
    try:
        model = networks.build_model(component, values, shape, num_classes, seed)
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
