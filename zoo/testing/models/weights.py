"""The contract of a model's weights: all are trained, and they are all of the model. A `.keras` file is read back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from zoo.errors import brief, some, text_of
from zoo.testing.framework import Broken, Subject, check

if TYPE_CHECKING:
    import keras

    from zoo.testing.models.nets import Built


@check("model", "gradients", "a gradient reaches every trainable weight")
def gradients(subject: Subject) -> None:
    from zoo.testing.models import nets

    shared = subject.once(nets.built)
    net = _shaken(shared)
    if not net.trainable_variables:
        raise Broken("weights to train", "none", "give it a layer with weights, and leave trainable as it is")
    found = [set(_unreached(net, shared.images(), training=training)) for training in (False, True)]
    if missed := sorted(set.intersection(*found)):
        count = len(net.trainable_variables)
        remedy = (
            "use what that layer gives, without stop_gradient, rounding or argmax behind it; or set trainable=False"
        )
        raise Broken("a gradient for each weight", f"none for {len(missed)} of {count}: {some(missed)}", remedy)


def _shaken(shared: Built) -> keras.Model:
    """Returns the net with its weights a little moved: those that begin as zeros keep gradients from others."""
    net, rng = shared.anew(), np.random.default_rng(0)
    for variable in net.trainable_variables:
        value = variable.numpy()
        variable.assign(value + rng.normal(size=value.shape) * (0.1 * value.std() or 0.01))
    return net


def _unreached(net: keras.Model, images: np.ndarray, *, training: bool) -> Iterator[str]:
    import tensorflow as tf

    variables = net.trainable_variables
    with tf.GradientTape() as tape:
        found = net(images, training=training)
        total = tf.reduce_sum(found * np.random.default_rng(1).normal(size=found.shape).astype("float32"))
    for variable, gradient in zip(variables, tape.gradient(total, [each.value for each in variables]), strict=True):
        if gradient is None or not np.any(tf.convert_to_tensor(gradient)):
            yield variable.path


@check("model", "weights", "they are all of the model: a new one that is given them answers the same, to the bit")
def weights(subject: Subject) -> None:
    from zoo.testing.models import nets

    shared, arrays = subject.once(nets.built), subject.once(used)
    net, other = shared.net, subject.once(nets.another).anew()
    shapes = [[array.shape for array in some] for some in (arrays, nets.weights(other))]
    remedy = "make every weight in `build`, by add_weight or layers, always in the same order"
    if shapes[0] != shapes[1]:
        raise Broken("the same weights each time that it is built", f"{_first_other(*shapes)}", remedy)
    for each in (net, other):
        nets.give(each, arrays)
    _check_same(nets.logits(net, shared.images()), nets.logits(other, shared.images()), "with the same weights", remedy)


@check("model", "keras file", "what is saved as a .keras file is read back, and answers the same, to the bit")
def keras_file(subject: Subject) -> None:
    import keras

    from zoo.testing.models import nets

    shared, arrays, path = subject.once(nets.built), subject.once(used), subject.folder / "net.keras"
    nets.give(net := shared.net, arrays)
    remedy = (
        "put @keras.saving.register_keras_serializable(package=...) above each layer, initializer and function of your"
        " own, give it get_config(), and use no Lambda"
    )
    try:
        net.save(path)
        read = keras.saving.load_model(path)
    except Exception as error:  # Keras and a stranger's layers may raise anything
        _, _, innermost = text_of(error).rpartition("Exception encountered:")
        raise Broken("a .keras file that is read back", brief(innermost, 300), remedy) from error
    _check_same(nets.logits(net, shared.images()), nets.logits(read, shared.images()), "read back", remedy)


def used(subject: Subject) -> list[np.ndarray]:
    """Returns weights all of which are other than they began: adapted, and trained on a batch; for `Subject.once`."""
    from zoo.testing.models import nets, task

    shared, component = subject.once(nets.built), subject.component
    net = shared.anew()
    if getattr(component, "adapt", None) is not None:
        component.call("adapt", subject.values, net, shared.images(32), np.random.default_rng(0))
    task.learn(net, *task.examples(shared.shape), steps=2)
    return nets.weights(net)


def _first_other(one: list[Any], other: list[Any]) -> str:
    if len(one) != len(other):
        return f"{len(one)} weights, then {len(other)}"
    place = next(place for place, (before, after) in enumerate(zip(one, other, strict=True)) if before != after)
    return f"weight {place} of shape {one[place]}, then {other[place]}"


def _check_same(expected: np.ndarray, found: np.ndarray, when: str, remedy: str) -> None:
    from zoo.testing.models import nets

    if not np.array_equal(expected, found):
        far = nets.farthest(expected, found)
        raise Broken("the same logits", f"{when} they differ by up to {far:.2g}", remedy)
