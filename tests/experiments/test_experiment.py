"""Experiments: what is composed of what is typed, the record of one, and the command line that repeats it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests import made
from zoo.errors import UsageError
from zoo.experiments.experiment import Experiment, compose


def test_a_record_gives_the_experiment_back() -> None:
    experiment = made.one(
        model="net:width=16", augmenter="far+mirror", dataset="data:path=/x", limit=5, validation=None
    )
    record = json.loads(json.dumps(experiment.to_dict()))
    again = Experiment.from_dict(record, made.REGISTRY)
    assert again == experiment
    assert (again.id, again.command()) == (experiment.id, experiment.command())
    assert again.dataset.values["path"] == Path("/x")


def test_the_record_keeps_all_values() -> None:
    record = made.one().to_dict()
    assert record["model"] == {"name": "net", "values": {"width": 8, "rate": 0.5}, "changed": []}


@pytest.mark.parametrize("asked", [{}, *made.DIFFERENT.values(), {"dataset": "data:path=/a b/c,d"}], ids=str)
def test_the_command_repeats_the_experiment(asked: dict[str, Any]) -> None:
    import shlex

    asked = {key: value.replace(",", "%2C") if isinstance(value, str) else value for key, value in asked.items()}
    experiment = made.one(**asked)
    words = shlex.split(experiment.command())
    assert words[:2] == ["zoo", "run"]
    given = dict(zip(words[2::2], words[3::2], strict=True))
    again = made.one(
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
    composed = compose(
        made.REGISTRY, dataset="data", model="net,net:width=9", augmenter="none,both", recipe="fast", seeds=[1, 0]
    )
    rows = [(e.model.values["width"], len(e.augmenters), e.seed) for e in composed]
    assert rows == [(width, links, seed) for width in (8, 9) for links in (1, 2) for seed in (1, 0)]


def test_the_same_experiment_twice_is_one() -> None:
    assert len(compose(made.REGISTRY, dataset="data", model="net,net:width=8", augmenter="none", recipe="fast")) == 1


def test_another_seed_is_the_same_group() -> None:
    one = made.one()
    assert replace(one, seed=7).id != one.id
    assert replace(one, seed=7).group_id == one.group_id


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
        made.one(**asked)
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
        made.one(**asked)
    assert caught.value.hint == hint
