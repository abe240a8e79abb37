"""Identity: golden ids, what has the same id, and how ids outlive changes of components and presets."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import made
from zoo.experiments.experiment import Experiment
from zoo.plugin.components import Model

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
    experiment = made.one(**asked)
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
    assert made.one(**one).id == made.one(**other).id


def test_a_relative_and_an_absolute_path_have_one_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert made.one(dataset="data:path=x").id == made.one(dataset=f"data:path={tmp_path}/y/../x").id


def test_what_means_something_else_has_another_id() -> None:
    ids = [made.one(**asked).id for asked in ({}, *made.DIFFERENT.values())]
    assert len(set(ids)) == len(ids)


def _net(build: Callable[..., Any]) -> Model:
    return Model(name="net", summary="a made net", build=build)


def test_a_component_that_gains_a_parameter_keeps_its_ids() -> None:
    def build(
        input_shape: Any, num_classes: int, *, depth: int = 3, width: int = 8, rate: float = 0.5, norm: bool = False
    ) -> Any: ...

    grown = made.registry(_net(build))
    for asked in ({}, {"model": "net:width=16"}):
        assert made.one(grown, **asked).id == made.one(**asked).id
    assert made.one(grown, model="net:depth=4").id != made.one().id


def test_a_default_that_changes() -> None:
    def build(input_shape: Any, num_classes: int, *, width: int = 16, rate: float = 0.5) -> Any: ...

    changed = made.registry(_net(build))
    assert (
        made.one(changed).id == made.one().id
    )  # the same was asked for; that the code is another makes the old run stale
    assert made.one(changed, model="net:width=8").id not in (made.one().id, made.one(model="net:width=16").id)


def test_a_record_keeps_its_id_and_its_values_when_a_default_changes() -> None:
    def build(input_shape: Any, num_classes: int, *, width: int = 16, rate: float = 0.5) -> Any: ...

    for asked, width in (({}, 8), ({"model": "net:width=16"}, 16), ({"model": "net:width=9"}, 9)):
        old = made.one(**asked)
        again = Experiment.from_dict(json.loads(json.dumps(old.to_dict())), made.registry(_net(build)))
        assert (again.id, again.model.values["width"]) == (old.id, width)


def test_a_preset_that_is_renamed_or_reworded_keeps_its_ids() -> None:
    renamed = made.registry(presets={"augmenter": {"pair": "move:fraction=0.10+mirror"}})
    assert made.one(renamed, augmenter="pair").id == made.one(augmenter="both").id


def test_a_preset_that_comes_to_mean_something_else_has_another_id() -> None:
    other = made.registry(presets={"augmenter": {"both": "mirror+move"}})
    assert made.one(other, augmenter="both").id != made.one(augmenter="both").id
