"""What would train badly without a word, found and named before training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np

from zoo.errors import PluginError, UsageError
from zoo.plugin.components import TrainingPlan
from zoo.training.callback_checks import unfit
from zoo.training.layer_calls import input_of_weights

LOGITS = "logits, which the loss turns into probabilities"
ON_LOGITS = "a loss on logits: keras.losses.CategoricalCrossentropy(from_logits=True), or one of their softmax"
LEAST_SPREAD = 1 / 40
"""What scales images down further is meant for [0, 255]: 1/255, 1/127.5, 1/58 (the deviation of ImageNet's pixels); so
is what moves them by so many times their deviation, as by ImageNet's mean of 123."""
MEND = "leave its preprocessing out (`include_preprocessing=False`), or begin with keras.layers.Rescaling(255)"
OWN_STEPS = ("train_step", "test_step", "predict_step", "compute_loss", "compute_metrics")
PROBABILITIES = ("softmax", "sigmoid", "log_softmax", "hard_sigmoid")


def check_model(name: str, model: Any) -> None:
    """Checks what a component built.

    Raises:
        PluginError: not a Keras model that ends in logits, one with a training of its own, or layers of one name.
    """
    check_form(name, model)
    check_head(name, model)


def check_form(name: str, model: Any) -> None:
    """Checks all of that but the logits, and raises as `check_model` does."""
    if not isinstance(model, keras.Model):
        raise _error("model", name, "`build` to return a keras.Model", repr(type(model).__name__))
    for step in OWN_STEPS:
        if getattr(getattr(model, step), "__func__", None) is not getattr(keras.Model, step):
            raise _refused("model", name, f"Its own {step} is never called: the recipe's loss alone trains the logits.")
    twice = [layer for layer, count in Counter(layer.name for layer in model.layers).items() if count > 1]
    if twice:
        raise _error("model", name, "a name of its own for every layer", f"several layers named {twice[0]!r}")


def check_head(name: str, model: keras.Model) -> None:
    """Raises `PluginError` where a model's last layer makes probabilities."""
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


def check_scale(name: str, model: keras.Model, shape: tuple[int, int, int]) -> None:
    """Shows a model four images of four colours, and looks at what its first layer with weights gets of them.

    Args:
        shape: (H, W, C) of what the model takes.

    Raises:
        PluginError: next to nothing, as of a model that scales images of [0, 255] itself; or the logits are not finite.
    """
    height, width, channels = shape
    colours = np.random.default_rng(0).uniform(size=(4, 2, 2, channels)).astype(np.float32)
    images = colours.repeat(-(-height // 2), 1).repeat(-(-width // 2), 2)[:, :height, :width]
    seen, logits = input_of_weights(model, images)
    check_logits(name, logits)
    if seen is None or not keras.ops.is_tensor(seen):
        return
    values = keras.ops.convert_to_numpy(keras.ops.cast(seen, "float32"))
    axes = tuple(range(values.ndim - 1))
    spread, level = values.std(axis=axes), np.abs(values.mean(axis=axes))
    if ((spread < LEAST_SPREAD * images.std()) | (level > spread / LEAST_SPREAD)).all():
        raise _refused("model", name, f"It scales images of [0, 255] itself, and those of a run are in [0, 1]: {MEND}.")


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
        PluginError: not a TrainingPlan with a loss, a Keras optimizer, callbacks that can do their work, and views
            whose weights are positive and at most 1 together; or scales of images that are not in (0, 1].
    """
    if not isinstance(plan, TrainingPlan):
        raise _error("recipe", name, "`plan` to return a zoo.TrainingPlan", repr(type(plan).__name__))
    if not callable(plan.loss):
        raise _error("recipe", name, ON_LOGITS, repr(plan.loss))
    if not isinstance(plan.optimizer, keras.optimizers.Optimizer):
        raise _error("recipe", name, "a Keras optimizer", repr(plan.optimizer))
    for callback in plan.callbacks:
        if not isinstance(callback, keras.callbacks.Callback):
            raise _error("recipe", name, "Keras callbacks", repr(callback))
        if why := unfit(callback, plan.optimizer):
            raise _refused("recipe", name, f"{type(callback).__name__} {why}.")
    _check_weights(name, plan.test_views)
    if not all(isinstance(scale, float | int) and 0 < scale <= 1 for scale in plan.image_scales):
        raise _error("recipe", name, "image scales above 0 and at most 1", repr(plan.image_scales))


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


def check_loss(name: str, plan: TrainingPlan, labels: Any, logits: Any) -> None:
    """Checks the loss on one batch, and whether it is one on logits.

    Raises:
        PluginError: it is not one finite number; or it does not raise the right class's logit where all are below zero
            and that is the lowest, as no loss on probabilities does.
    """
    import tensorflow as tf

    value = keras.ops.convert_to_numpy(plan.loss(labels, logits))
    one_hot = tf.eye(logits.shape[1])
    low = -5.0 - one_hot
    with tf.GradientTape() as tape:
        tape.watch(low)
        loss = plan.loss(one_hot, low)
    slope = tape.gradient(loss, low)
    if getattr(plan.loss, "from_logits", None) is False or slope is None or not tf.reduce_sum(slope * one_hot) < 0:
        raise _error("recipe", name, ON_LOGITS, f"{_named(plan.loss)}, which takes probabilities")
    if value.ndim or not np.isfinite(value):
        raise _error("recipe", name, "a loss that is one finite number", f"{value} of shape {value.shape}")


def _named(loss: Any) -> str:
    config = "(from_logits=False)" if getattr(loss, "from_logits", None) is False else ""
    return getattr(loss, "__name__", type(loss).__name__) + config


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
    return _refused(kind, name, f"Expected: {expected}. Received: {received}.")


def _refused(kind: str, name: str, cause: str) -> PluginError:
    return PluginError(f"The {kind} {name!r} cannot be trained.", cause=cause, hint=f"zoo check {name}")
