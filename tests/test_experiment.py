"""Experiments: golden ids, how they evolve, and the command line that repeats one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest

from zoo import registry as registries
from zoo.catalogue import Catalogue
from zoo.components import Augmenter, Component, Dataset, Model, Recipe
from zoo.errors import UsageError
from zoo.experiment import Experiment, compose, with_seed
from zoo.finder import Provider
from zoo.parameters import Param
from zoo.plugins import PluginReport
from zoo.registry import Registry


def _load(*, path: Path = Path("/data"), size: int = 32) -> Any: ...
def _build(input_shape: Any, num_classes: int, *, width: Annotated[int, Param(ge=1)] = 8, rate: float = 0.5) -> Any: ...
def _draw(rng: Any, context: Any, *, fraction: float = 0.1, mode: Literal["a", "b"] = "a") -> Any: ...
def _plan(steps_per_epoch: int, *, epochs: int = 10, batch_size: int = 128, rate: float = 1.0) -> Any: ...


def _augmenter(name: str) -> Augmenter:
    return Augmenter(name=name, summary="a made augmenter", draw=_draw, apply=lambda images, draws: images)


COMPONENTS: tuple[Component, ...] = (
    Dataset(name="data", summary="made data", load=_load),
    Model(name="net", summary="a made net", build=_build),
    _augmenter("none"),
    _augmenter("move"),
    _augmenter("mirror"),
    Recipe(name="fast", summary="a made recipe", plan=_plan),
)
PRESETS = {"augmenter": {"both": "move+mirror", "far": "move:fraction=0.5"}}


def _registry(*changed: Component, presets: dict[str, dict[str, str]] = PRESETS) -> Registry:
    """Returns a registry of the made components, with those `changed` in place of their namesakes."""
    components = {(component.kind, component.name): component for component in (*COMPONENTS, *changed)}
    report = PluginReport(provider=Provider("zoo-made", "1.0", "zoo-made[x]"), components=tuple(components.values()))
    return registries.build([report], Catalogue(presets=presets))


REGISTRY = _registry()


def _one(registry: Registry = REGISTRY, **changed: Any) -> Experiment:
    asked = {"dataset": "data", "model": "net", "augmenter": "none", "recipe": "fast", **changed}
    (experiment,) = compose(registry, **asked)
    return experiment


GOLDEN = {
    "plain": ({}, "ebd4b43ce681", "a3b74c8c945a"),
    "seed 1": ({"seeds": [1]}, "6648e83ff6f8", "a3b74c8c945a"),
    "parameters": ({"model": "net:width=16:rate=0.25", "recipe": "fast:epochs=8"}, "453a4eb58fb6", "81191b85213b"),
    "chain": ({"augmenter": "move:fraction=0.2+mirror"}, "ece7f43aadd3", "c5c1762c0af0"),
    "limit": ({"limit": 500}, "e994fb7c6369", "d240853f144b"),
    "all of train": ({"validation": None}, "27d74bcc0d3c", "9d5f39c5bc80"),
    "path": ({"dataset": "data:path=/elsewhere"}, "2265dba5d209", "05e76688e6e9"),
}


@pytest.mark.parametrize(("asked", "identity", "group"), GOLDEN.values(), ids=GOLDEN)
def test_golden_ids(asked: dict[str, Any], identity: str, group: str) -> None:
    """Ids that stand in people's stores. A change here throws away what they trained."""
    experiment = _one(**asked)
    assert (experiment.id, experiment.group_id) == (identity, group)


def test_golden_ids_differ_and_seeds_share_a_group() -> None:
    ids = [identity for _, identity, _ in GOLDEN.values()]
    assert len(set(ids)) == len(ids)
    assert GOLDEN["plain"][2] == GOLDEN["seed 1"][2]


SAME: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "1 and 1.0": ({"recipe": "fast:rate=2"}, {"recipe": "fast:rate=2.0"}),
    "2e0": ({"recipe": "fast:rate=2"}, {"recipe": "fast:rate=2e0"}),
    "8 and 8.0 epochs": ({"recipe": "fast:epochs=8"}, {"recipe": "fast:epochs=8.0"}),
    "validation 0 and 0.0": ({"validation": 0.0}, {"validation": 0}),
    "order": ({"model": "net:width=2:rate=0.1"}, {"model": "net:rate=0.1:width=2"}),
    "the default typed": ({}, {"model": "net:width=8:rate=5e-1"}),
    "--epochs 8": ({"recipe": "fast:epochs=8"}, {"overrides": {"epochs": 8}}),
    "--epochs of the default": ({}, {"overrides": {"epochs": 10}}),
    "a preset": ({"augmenter": "move+mirror"}, {"augmenter": "both"}),
    "a preset with a parameter": ({"augmenter": "move:fraction=0.5:mode=b"}, {"augmenter": "far:mode=b"}),
    "spaces": ({"augmenter": "move+mirror"}, {"augmenter": " move + mirror "}),
    "percent": ({"dataset": "data:path=/a+b".replace("+", "%2B")}, {"dataset": "data:path=%2Fa%2Bb"}),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_what_means_the_same_has_one_id(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert _one(**one).id == _one(**other).id


def test_a_relative_and_an_absolute_path_have_one_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert _one(dataset="data:path=x").id == _one(dataset=f"data:path={tmp_path}/y/../x").id


DIFFERENT: dict[str, dict[str, Any]] = {
    "seed": {"seeds": [1]},
    "limit": {"limit": 10},
    "validation": {"validation": 0.2},
    "no validation": {"validation": None},
    "parameter": {"model": "net:width=9"},
    "order of a chain": {"augmenter": "mirror+move"},
    "chain": {"augmenter": "move+mirror"},
    "twice": {"augmenter": "move+move"},
    "once": {"augmenter": "move"},
}


def test_what_means_something_else_has_another_id() -> None:
    ids = [_one(**asked).id for asked in ({}, *DIFFERENT.values())]
    assert len(set(ids)) == len(ids)


def _net(build: Callable[..., Any]) -> Model:
    return Model(name="net", summary="a made net", build=build)


def test_a_component_that_gains_a_parameter_keeps_its_ids() -> None:
    def build(
        input_shape: Any, num_classes: int, *, depth: int = 3, width: int = 8, rate: float = 0.5, norm: bool = False
    ) -> Any: ...

    grown = _registry(_net(build))
    for asked in ({}, {"model": "net:width=16"}):
        assert _one(grown, **asked).id == _one(**asked).id
    assert _one(grown, model="net:depth=4").id != _one().id


def test_a_default_that_changes() -> None:
    def build(input_shape: Any, num_classes: int, *, width: int = 16, rate: float = 0.5) -> Any: ...

    changed = _registry(_net(build))
    assert _one(changed).id == _one().id  # the same was asked for; that the code is another makes the old run stale
    assert _one(changed, model="net:width=8").id not in (_one().id, _one(model="net:width=16").id)


def test_a_record_keeps_its_id_and_its_values_when_a_default_changes() -> None:
    def build(input_shape: Any, num_classes: int, *, width: int = 16, rate: float = 0.5) -> Any: ...

    for asked, width in (({}, 8), ({"model": "net:width=16"}, 16), ({"model": "net:width=9"}, 9)):
        old = _one(**asked)
        again = Experiment.from_dict(json.loads(json.dumps(old.to_dict())), _registry(_net(build)))
        assert (again.id, again.model.values["width"]) == (old.id, width)


def test_a_preset_that_is_renamed_or_reworded_keeps_its_ids() -> None:
    renamed = _registry(presets={"augmenter": {"pair": "move:fraction=0.10+mirror"}})
    assert _one(renamed, augmenter="pair").id == _one(augmenter="both").id


def test_a_preset_that_comes_to_mean_something_else_has_another_id() -> None:
    other = _registry(presets={"augmenter": {"both": "mirror+move"}})
    assert _one(other, augmenter="both").id != _one(augmenter="both").id


def test_a_record_gives_the_experiment_back() -> None:
    made = _one(model="net:width=16", augmenter="far+mirror", dataset="data:path=/x", limit=5, validation=None)
    record = json.loads(json.dumps(made.to_dict()))
    again = Experiment.from_dict(record, REGISTRY)
    assert again == made
    assert (again.id, again.command()) == (made.id, made.command())
    assert again.dataset.values["path"] == Path("/x")


def test_the_record_keeps_all_values() -> None:
    record = _one().to_dict()
    assert record["model"] == {"name": "net", "values": {"width": 8, "rate": 0.5}, "changed": []}


@pytest.mark.parametrize("asked", [{}, *DIFFERENT.values(), {"dataset": "data:path=/a b/c,d"}], ids=str)
def test_the_command_repeats_the_experiment(asked: dict[str, Any]) -> None:
    import shlex

    asked = {key: value.replace(",", "%2C") if isinstance(value, str) else value for key, value in asked.items()}
    experiment = _one(**asked)
    words = shlex.split(experiment.command())
    assert words[:2] == ["zoo", "run"]
    given = dict(zip(words[2::2], words[3::2], strict=True))
    again = _one(
        dataset=given["-d"],
        model=given["-m"],
        augmenter=given["-a"],
        recipe=given["-r"],
        seeds=[int(given["--seed"])],
        validation=None if given["--validation"] == "none" else float(given["--validation"]),
        limit=int(given["--limit"]) if "--limit" in given else None,
    )
    assert again == experiment


def test_alternatives_make_the_cartesian_product_in_the_order_typed() -> None:
    made = compose(
        REGISTRY, dataset="data", model="net,net:width=9", augmenter="none,both", recipe="fast", seeds=[1, 0]
    )
    rows = [(e.model.values["width"], len(e.augmenters), e.seed) for e in made]
    assert rows == [(width, links, seed) for width in (8, 9) for links in (1, 2) for seed in (1, 0)]


def test_the_same_experiment_twice_is_one() -> None:
    assert len(compose(REGISTRY, dataset="data", model="net,net:width=8", augmenter="none", recipe="fast")) == 1


def test_another_seed_is_the_same_group() -> None:
    one = _one()
    assert with_seed(one, 7) == replace(one, seed=7)
    assert with_seed(one, 7).group_id == one.group_id


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"model": "nett"}, "There is no model 'nett'"),
        ({"model": "net:widht=3"}, "'net' has no parameter 'widht'"),
        ({"model": "net:width=0"}, "width=0 is not valid"),
        ({"model": "net+net"}, "only augmenters form chains"),
        ({"augmenter": "both:fraction=1"}, "takes no parameters"),
        ({"recipe": "fast:epochs=8", "overrides": {"epochs": 9}}, "epochs is given twice"),
        ({"overrides": {"epochs": "many"}}, "epochs=many is not valid"),
        ({"augmenter": ""}, "A name is missing"),
    ],
)
def test_what_cannot_be_composed(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        _one(**asked)
    assert message in caught.value.message
    assert len(caught.value.render().splitlines()) <= 6


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ({"model": "net+net:width=9"}, "zoo run -d data -m net,net:width=9 -a none -r fast"),
        ({"recipe": "fast:epochs=8", "overrides": {"epochs": 9}}, "zoo run -d data -m net -a none -r fast:epochs=8"),
    ],
)
def test_a_command_that_works_in_place_of_the_one_refused(asked: dict[str, Any], hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        _one(**asked)
    assert caught.value.hint == hint
