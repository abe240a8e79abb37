"""Descriptions: what they refuse, and what they know about their callables."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from zoo.errors import UsageError
from zoo.plugin.components import FILLS, KINDS, Augmenter, Dataset, Model, Recipe, RunContext


def _build(input_shape: Any, num_classes: int, *, width: int = 8) -> Any:
    return input_shape, num_classes, width


def _adapt(model: Any, images: Any, rng: Any, *, width: int = 8, eps: float = 1e-3) -> None: ...


def _draw(rng: Any, context: Any, *, size: float = 0.1) -> dict[str, Any]:
    return {"size": size}


MODEL = Model(name="net", summary="a net", build=_build, adapt=_adapt, min_size=8)


def test_the_kinds() -> None:
    assert list(KINDS) == ["dataset", "model", "augmenter", "recipe", "launcher", "probe"]


@pytest.mark.parametrize("name", ["", "Net", "my_net", "1net", "net-", "net.1", "net\n", 7])
def test_invalid_names(name: Any) -> None:
    with pytest.raises(ValueError, match="`name`"):
        Model(name=name, summary="a net", build=_build)


@pytest.mark.parametrize("summary", ["", "two\nlines", None])
def test_invalid_summaries(summary: Any) -> None:
    with pytest.raises(ValueError, match="`summary`"):
        Model(name="net", summary=summary, build=_build)


def test_a_callable_has_to_be_one() -> None:
    with pytest.raises(ValueError, match="`build`"):
        Model(name="net", summary="a net", build="build")  # type: ignore[arg-type]


def test_descriptions_are_frozen_and_keyword_only() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        MODEL.name = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        Model("net", "a net", _build)  # type: ignore[misc]


def test_parameters_are_the_union_over_all_callables() -> None:
    assert list(MODEL.parameters) == ["width", "eps", "from"]
    assert MODEL.resolve({"width": "16"}) == {"width": 16, "eps": 1e-3}


def test_defaults_that_disagree() -> None:
    def adapt(model: Any, images: Any, rng: Any, *, width: int = 9) -> None: ...

    with pytest.raises(ValueError, match="disagrees"):
        Model(name="net", summary="a net", build=_build, adapt=adapt).check()


def test_a_call_passes_what_the_callable_names() -> None:
    assert MODEL.call("build", {"width": 16, "eps": 0.1}, (8, 8, 3), 10) == ((8, 8, 3), 10, 16)
    assert MODEL.call("build", {"width": 16}, (8, 8, 3), 10, width=1) == ((8, 8, 3), 10, 1)


@pytest.mark.parametrize(
    "component",
    [
        Model(name="net", summary="a net", build=lambda input_shape: None),
        Model(name="net", summary="a net", build=_build, adapt=lambda model: None),
        Dataset(name="data", summary="data", load=lambda path: None),
        Augmenter(name="aug", summary="aug", draw=lambda rng: {}, apply=lambda images, draws: images),
        Augmenter(name="aug", summary="aug", draw=_draw, matrix=lambda images, draws: images),
    ],
    ids=["build", "adapt", "load", "draw", "matrix"],
)
def test_a_signature_that_does_not_take_what_it_is_given(component: Any) -> None:
    with pytest.raises(ValueError, match="Invalid signature"):
        component.check()


@pytest.mark.parametrize("roles", [{}, {"apply": lambda i, d: i, "matrix": lambda d: d}], ids=["neither", "both"])
def test_an_augmenter_has_either_apply_or_matrix(roles: Any) -> None:
    with pytest.raises(ValueError, match="one of `apply` and `matrix`"):
        Augmenter(name="aug", summary="aug", draw=_draw, **roles)


def test_geometry_has_a_fill_and_other_augmenters_have_not() -> None:
    geometry = Augmenter(name="aug", summary="aug", draw=_draw, matrix=lambda draws: draws)
    assert list(geometry.parameters) == ["size", "fill"]
    assert geometry.parameters["fill"].choices == FILLS
    assert geometry.parameters["fill"].default == "nearest"
    pixels = Augmenter(name="aug", summary="aug", draw=_draw, apply=lambda images, draws: images)
    assert list(pixels.parameters) == ["size"]


def test_geometry_can_have_a_default_fill_of_its_own() -> None:
    padded = Augmenter(name="aug", summary="aug", draw=_draw, matrix=lambda draws: draws, fill="constant")
    assert padded.resolve({})["fill"] == "constant"
    with pytest.raises(ValueError, match="Invalid value for `fill` of 'aug'"):
        Augmenter(name="aug", summary="aug", draw=_draw, matrix=lambda draws: draws, fill="zero")


@pytest.mark.parametrize("name", ["epochs", "batch_size"])
def test_a_recipe_has_epochs_and_batch_size(name: str) -> None:
    def epochs(steps_per_epoch: int, *, epochs: int = 1) -> Any: ...
    def batch_size(steps_per_epoch: int, *, batch_size: int = 1) -> Any: ...

    other = {"epochs": batch_size, "batch_size": epochs}[name]
    with pytest.raises(ValueError, match=f"take {name}="):
        Recipe(name="slow", summary="slow", plan=other).check()


def test_an_unknown_value_is_the_users_error() -> None:
    with pytest.raises(UsageError, match="'net' has no parameter 'widht'"):
        MODEL.resolve({"widht": 3})


def test_a_component_is_named_by_kind_and_name() -> None:
    assert str(MODEL) == "model net"


@pytest.mark.parametrize("context", ["context", "context: 'a type that is not there'", "context: int = 3"])
def test_the_context_of_a_plan_is_no_parameter(context: str) -> None:
    namespace: dict[str, Any] = {}
    exec(f"def plan(steps_per_epoch, *, {context}, epochs: int = 1, batch_size: int = 2): return context", namespace)
    recipe = Recipe(name="told", summary="s", plan=namespace["plan"])
    recipe.check()
    assert set(recipe.parameters) == {"epochs", "batch_size", "precision"}
    with pytest.raises(UsageError):
        recipe.resolve({"context": 1})


def test_a_plan_gets_its_context_where_it_asks_for_it(tmp_path: Path) -> None:
    context = RunContext(folder=tmp_path / "files", experiment="e", seed=1)
    told = Recipe(name="told", summary="s", plan=lambda steps, *, context, epochs=1, batch_size=2: context)
    plain = Recipe(name="plain", summary="s", plan=lambda steps, *, epochs=1, batch_size=2: (steps, epochs))
    assert plain.make_plan({"epochs": 3}, 5, context) == (5, 3)
    assert not context.folder.exists()
    assert told.make_plan({}, 5, context) is context
    assert context.folder.is_dir()
