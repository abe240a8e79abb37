"""The checks of models: what is sound though it looks otherwise, and what else is found than in `wrong/`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from wrong_models import WRONG, sound

from zoo.cli import program
from zoo.plugin.components import Model
from zoo.testing.framework import Result, run


def _checked(check: str, build: Callable[..., Any], **named: Any) -> Result:
    (found,) = run(Model(name="made", summary="made in a test", build=build, **named), only=[check])
    return found


def test_weights_that_begin_as_zeros_are_the_same_under_every_seed() -> None:
    def zeros(input_shape: Any, num_classes: int) -> Any:
        return sound(input_shape, num_classes, kernel_initializer="zeros")

    def fixed(input_shape: Any, num_classes: int) -> Any:
        import keras

        return sound(input_shape, num_classes, kernel_initializer=keras.initializers.GlorotUniform(seed=1))

    assert _checked("same bits", zeros).status == "passed"
    found = _checked("same bits", fixed)
    assert (found.expected, found.found) == ("other weights under another seed", "the same ones")


def test_a_gradient_is_looked_for_behind_layers_that_begin_as_zeros() -> None:
    def gated(input_shape: Any, num_classes: int) -> Any:
        import keras

        image = keras.Input(input_shape)
        flat = keras.layers.Flatten()(image)
        branch = keras.layers.Dense(flat.shape[-1], kernel_initializer="zeros")(keras.layers.Dense(4)(flat))
        return keras.Model(image, keras.layers.Dense(num_classes)(keras.layers.Add()([flat, branch])))

    assert _checked("gradients", gated).status == "passed"


def noisy(input_shape: Any, num_classes: int) -> Any:
    import keras

    class Noisy(keras.layers.Layer):
        def call(self, images: Any) -> Any:
            return images + keras.random.normal(keras.ops.shape(images))

    return sound(input_shape, num_classes, before=[Noisy()])


def doubling(input_shape: Any, num_classes: int) -> Any:
    import keras

    return sound(input_shape, num_classes, before=[keras.layers.Lambda(lambda images: 2 * images)])


def weightless(input_shape: Any, num_classes: int) -> Any:
    import keras

    image = keras.Input(input_shape)
    return keras.Model(image, keras.layers.Flatten()(image)[:, :num_classes])


def infinite(input_shape: Any, num_classes: int) -> Any:
    import keras

    return sound(input_shape, num_classes, keras.layers.Rescaling(float("inf")))


def hidden_softmax(input_shape: Any, num_classes: int) -> Any:
    import keras

    image = keras.Input(input_shape)
    return keras.Model(image, keras.ops.softmax(keras.layers.Dense(num_classes)(keras.layers.Flatten()(image))))


@pytest.mark.parametrize(
    ("check", "build", "said"),
    [
        ("logits", infinite, "NaN or infinity"),
        ("logits", hidden_softmax, "softmax"),
        ("answers", noisy, "differ by up to"),
        ("keras file", doubling, "Lambda"),
        ("gradients", weightless, "none"),
    ],
)
def test_what_else_is_found(check: str, build: Callable[..., Any], said: str) -> None:
    found = _checked(check, build, min_size=4)
    assert found.status == "failed"
    assert said in found.found


@pytest.mark.parametrize(
    ("build", "check", "said"),
    [
        (lambda input_shape, num_classes: "a model", "builds", "'str'"),
        (lambda input_shape, num_classes: sound((32, 32, 3), num_classes), "builds", "shape"),
        (lambda input_shape, num_classes: 1 / 0, "builds", "ZeroDivisionError"),
        (infinite, "logits", "NaN or infinity"),
    ],
    ids=["text", "one size", "raises", "infinite"],
)
def test_what_nothing_more_can_be_told_of_says_so_once(build: Callable[..., Any], check: str, said: str) -> None:
    found = [each for each in run(Model(name="made", summary="made in a test", build=build)) if each.status == "failed"]
    (only,) = found
    assert only.check == check
    assert said in only.found


def test_the_command_by_which_one_looks_for_what_keeps_a_net_from_learning(capsys: pytest.CaptureFixture[str]) -> None:
    (faint,) = (wrong for wrong in WRONG if wrong.check == "overfits")
    _, *words = faint.remedy.replace(faint.component.name, "mlp").split()
    assert words[:2] == ["show", "mlp"]
    assert program.run(words) == 0
    assert "logits" in capsys.readouterr().out
