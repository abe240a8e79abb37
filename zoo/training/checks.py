"""What would train badly without a word, found and named before training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np

from zoo.errors import PluginError, UsageError
from zoo.plugin.components import TrainingPlan

LOGITS = "logits, which the loss turns into probabilities"
LEAST_SCALE = 1 / 50
"""A smaller factor is meant for images in [0, 255]: 1/255, 1/127.5."""
PROBABILITIES = ("softmax", "sigmoid", "log_softmax", "hard_sigmoid")


def check_model(name: str, model: Any) -> None:
    """Checks what a component built.

    Raises:
        PluginError: not an uncompiled Keras model that returns logits (B, classes), or layers of one name.
    """
    if not isinstance(model, keras.Model):
        raise _error("model", name, "`build` to return a keras.Model", repr(type(model).__name__))
    if model.compiled:
        raise _error("model", name, "an uncompiled model; the recipe compiles it", "a compiled one")
    twice = [layer for layer, count in Counter(layer.name for layer in model.layers).items() if count > 1]
    if twice:
        raise _error("model", name, "a name of its own for every layer", f"several layers named {twice[0]!r}")
    if scale := rescaled_again(model):
        raise _error("model", name, "a model of images in [0, 1]", f"a Rescaling by {scale:.4g} at its beginning")
    if head := probability_head(model):
        raise _error("model", name, LOGITS, f"a {head} at its end")


def check_shape(name: str, shape: tuple[int | None, ...] | str, num_classes: int) -> None:
    """Checks a net's output: its shape, or what it is in place of a tensor. Raises `PluginError` where that is not
    (None, classes)."""
    if tuple(shape) != (None, num_classes):
        raise _error("model", name, f"logits of shape (None, {num_classes})", f"{shape}")


def check_logits(name: str, logits: Any) -> None:
    """Checks what an untrained net returns. Raises `PluginError` for NaN, or rows that are probabilities."""
    values = keras.ops.convert_to_numpy(logits)
    if not np.isfinite(values).all():
        raise _error("model", name, "finite logits", "NaN or infinity before any training")
    if values.min() >= 0 and np.allclose(values.sum(axis=1), 1, atol=1e-5):
        raise _error("model", name, LOGITS, "rows that sum to 1, as of a softmax")


def check_length(name: str, values: Mapping[str, Any]) -> None:
    """Checks how long and in which batches a recipe trains. Raises `UsageError` where there is nothing to train."""
    for parameter in ("epochs", "batch_size"):
        if values[parameter] < 1:
            raise UsageError(
                f"{name!r}: {parameter}={values[parameter]} is not valid; expected at least 1.", hint=f"zoo show {name}"
            )


def check_plan(name: str, plan: Any) -> None:
    """Checks what a recipe planned.

    Raises:
        PluginError: not a TrainingPlan with a Keras optimizer, a loss on logits, callbacks, and views whose weights are
            positive and at most 1 together.
    """
    if not isinstance(plan, TrainingPlan):
        raise _error("recipe", name, "`plan` to return a zoo.TrainingPlan", repr(type(plan).__name__))
    if not isinstance(plan.optimizer, keras.optimizers.Optimizer):
        raise _error("recipe", name, "a Keras optimizer", repr(plan.optimizer))
    if getattr(plan.loss, "from_logits", True) is False:
        raise _error("recipe", name, "a loss with from_logits=True; models return logits", "from_logits=False")
    for callback in plan.callbacks:
        if not isinstance(callback, keras.callbacks.Callback):
            raise _error("recipe", name, "Keras callbacks", repr(callback))
    _check_weights(name, plan.test_views)


def _check_weights(name: str, views: Any) -> None:
    weights = []
    for view in views:
        match view:
            case (float() | int() as weight, function) if weight > 0 and callable(function):
                weights.append(weight)
            case _:
                raise _error("recipe", name, "test views that are a positive weight and a function each", repr(view))
    if sum(weights) > 1 + 1e-6:
        raise _error("recipe", name, "test views whose weights are at most 1 together", repr(weights))


def check_views(name: str, plan: TrainingPlan, images: np.ndarray) -> None:
    """Takes every test view of some images, uint8 (B, H, W, C). Raises `PluginError` where it is no image like them."""
    for _, view in plan.test_views:
        seen = keras.ops.convert_to_numpy(view(images))
        if seen.shape != images.shape or not np.isfinite(seen).all():
            received = f"shape {seen.shape}" if seen.shape != images.shape else "NaN or infinity"
            raise _error("recipe", name, f"views of finite pixels and of shape {images.shape}", received)


def unseen_monitors(plan: TrainingPlan, *, validated: bool) -> list[str]:
    """Returns a note for each callback that watches a figure of the validation where nothing is validated."""
    watched = {} if validated else {type(each).__name__: str(getattr(each, "monitor", "")) for each in plan.callbacks}
    return [
        f"{name} watches {figure}, which is not known without validation"
        for name, figure in watched.items()
        if figure.startswith("val_")
    ]


def check_loss(name: str, plan: TrainingPlan, labels: Any, logits: Any) -> None:
    """Checks the loss on one batch. Raises `PluginError` where it is not one finite number."""
    value = keras.ops.convert_to_numpy(plan.loss(labels, logits))
    if value.ndim or not np.isfinite(value):
        raise _error("recipe", name, "a loss that is one finite number", f"{value} of shape {value.shape}")


def rescaled_again(model: keras.Model) -> float | None:
    """Returns the factor by which a model's first layer rescales, where that is for images in [0, 255]; else None."""
    first: Any = model
    while isinstance(first, keras.Model):
        layers = [layer for layer in first.layers if not isinstance(layer, keras.layers.InputLayer)]
        first = layers[0] if layers else None
    scale = getattr(first, "scale", None) if isinstance(first, keras.layers.Rescaling) else None
    return scale if isinstance(scale, (int, float)) and 0 < scale < LEAST_SCALE else None


def probability_head(model: keras.Model) -> str | None:
    """Returns the name of the activation at a model's end where that makes probabilities, else None."""
    layer: Any = model
    while isinstance(layer, keras.Model):  # a model may end in a model
        layer = _last(layer)
    if isinstance(layer, keras.layers.Softmax):
        return "softmax"
    activation = getattr(getattr(layer, "activation", None), "__name__", None)
    return activation if activation in PROBABILITIES else None


def _last(model: keras.Model) -> Any:
    """Returns the operation that makes a model's output; of a subclassed model, its last layer."""
    outputs = getattr(model, "outputs", None)
    if outputs and not isinstance(model, keras.Sequential):
        return outputs[0]._keras_history.operation
    return model.layers[-1] if model.layers else None


def _error(kind: str, name: str, expected: str, received: str) -> PluginError:
    return PluginError(
        f"The {kind} {name!r} cannot be trained.",
        cause=f"Expected: {expected}. Received: {received}.",
        hint=f"zoo show {name}",
    )
