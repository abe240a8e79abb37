"""Every registered component keeps the contract, and the kit notices those that do not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from unittest import SkipTest

import numpy as np
import pytest

from zoo.components import Augmenter, Component, Dataset, Model, Recipe, TrainingPlan
from zoo.errors import DataError, PluginError, UsageError
from zoo.splits import Split, Splits
from zoo.testing import check_component, components
from zoo.testing.contract import check_description


def _image_folder(folder: Path) -> dict[str, Any]:
    from PIL import Image

    for split, count in (("train", 3), ("test", 2)):
        for name in ("cat", "dog"):
            (folder / split / name).mkdir(parents=True)
            for index in range(count):
                pixels = np.full((9, 12, 3), 40 * index, dtype=np.uint8)
                Image.fromarray(pixels).save(folder / split / name / f"{index}.png")
    return {"path": str(folder)}


REQUIRED: Mapping[str, Callable[[Path], dict[str, Any]]] = {"dataset image-folder": _image_folder}
"""How to make up the parameters that have no default."""


@pytest.mark.parametrize("component", components(), ids=str)
def test_every_registered_component_keeps_the_contract(component: Component, tmp_path: Path) -> None:
    make = REQUIRED.get(str(component), lambda folder: {})
    check_component(component, **make(tmp_path / "made"))


def test_the_contract_covers_every_kind() -> None:
    assert {component.kind for component in components("keras-zoo")} == {"dataset", "model", "augmenter", "recipe"}


def test_a_default_that_does_not_coerce_to_itself() -> None:
    def load(*, size: int = 2.5) -> Any:  # type: ignore[assignment]
        return size

    with pytest.raises(UsageError, match=r"size=2\.5"):
        check_description(Dataset(name="broken", summary="bad default", load=load))


def test_a_default_of_another_type() -> None:
    def load(*, size: float = 2) -> Any:
        return size

    with pytest.raises(AssertionError, match="becomes <class 'float'>"):
        check_description(Dataset(name="broken", summary="bad default", load=load))


def test_a_missing_parameter_is_a_skip_that_names_it() -> None:
    def load(*, path: Path) -> Any:
        return path

    with pytest.raises(SkipTest, match="values for path"):
        check_component(Dataset(name="needy", summary="needs a path", load=load))


def _splits(images: Any, count: int = 6) -> Splits:
    split = Split(images=images, labels=np.arange(count) % 2)
    return Splits(train=split, test=split, classes=("a", "b"))


def test_a_dataset_of_floats() -> None:
    dataset = Dataset(name="floats", summary="floats", load=lambda: _splits(np.zeros((6, 4, 5, 1))))
    with pytest.raises(DataError, match="floats"):
        check_component(dataset)


def test_a_dataset_that_changes() -> None:
    rng = np.random.default_rng(0)

    def load() -> Splits:
        return _splits(rng.integers(0, 256, (6, 4, 5, 1), dtype=np.uint8))

    with pytest.raises(AssertionError, match="Two loads"):
        check_component(Dataset(name="shaky", summary="shaky", load=load))


def test_a_dataset_that_keeps_the_contract() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (6, 4, 5, 1), dtype=np.uint8)
    check_component(Dataset(name="good", summary="good", load=lambda: _splits(pixels)))


def _model(activation: str | None, *, name: str = "made") -> Model:
    def build(input_shape: tuple[int, int, int], num_classes: int) -> Any:
        import keras

        flat = keras.layers.Flatten()
        head = keras.layers.Dense(num_classes, activation=activation)
        return keras.Sequential([keras.Input(input_shape), flat, head])

    return Model(name=name, summary="made in a test", build=build, min_size=4)


def test_a_softmax_head_is_found_and_logits_pass() -> None:
    check_component(_model(None))
    with pytest.raises(PluginError, match="made") as caught:
        check_component(_model("softmax"))
    assert "softmax" in str(caught.value.cause)


def _augmenter(draw: Callable[..., Any], apply: Callable[..., Any] = lambda images, draws: images) -> Augmenter:
    return Augmenter(name="made", summary="made in a test", draws={"x": ()}, draw=draw, apply=apply)


def test_an_augmenter_that_keeps_the_contract() -> None:
    check_component(_augmenter(lambda rng, context: {"x": rng.random(context.batch_size)}))


@pytest.mark.parametrize(
    "draw",
    [
        lambda rng, context: {"x": rng.random()},
        lambda rng, context: {"x": rng.random((1, 2))},
        lambda rng, context: {"x": rng.random(3)},
        lambda rng, context: {"y": rng.random(context.batch_size)},
    ],
    ids=["scalar", "(1, 2)", "one batch size", "undeclared"],
)
def test_draws_that_are_not_as_declared(draw: Callable[..., Any]) -> None:
    with pytest.raises(PluginError, match="made"):
        check_component(_augmenter(draw))


def test_an_apply_that_is_not_pure() -> None:
    rng = np.random.default_rng(0)

    def apply(images: Any, draws: Any) -> Any:
        return images + float(rng.random())

    with pytest.raises(AssertionError, match="pure"):
        check_component(_augmenter(lambda rng, context: {"x": rng.random(context.batch_size)}, apply))


def test_a_recipe_with_a_loss_on_probabilities() -> None:
    def plan(steps_per_epoch: int, *, epochs: int = 2, batch_size: int = 4) -> TrainingPlan:
        import keras

        return TrainingPlan(optimizer=keras.optimizers.SGD(), loss=keras.losses.CategoricalCrossentropy())

    with pytest.raises(PluginError) as caught:
        check_component(Recipe(name="made", summary="made in a test", plan=plan))
    assert "from_logits" in str(caught.value.cause)
