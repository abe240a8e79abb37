"""A node says what it trains with and which data it has, or why it cannot train as the machine that asks."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest

import zoo
from zoo.errors import DataError
from zoo.experiments import likeness
from zoo.plugin.events import Checked


@pytest.fixture
def ask(handler):
    """Returns a function that asks the handler the question, and returns the answer."""

    def put(experiment, **more):
        components = [f"{kind}:{part.name}" for kind, part in experiment.parts()]
        here = copy.deepcopy(likeness.expected(handler.registry, components))
        datasets = {str(experiment.dataset.term): experiment.dataset.to_dict()}
        events = []
        handler.handle({"task": "node", "here": here, "datasets": datasets, **more}, events.append)
        (event,) = events
        return event

    return put


def test_a_node_tells_what_it_has(ask, handler, compose):
    experiment = compose()
    answer = ask(experiment)
    assert isinstance(answer, Checked)
    assert answer.refused is None
    assert answer.facts["told"]["components"].keys() == handler.provenance(experiment)["components"].keys()
    assert answer.facts["data"] == {str(experiment.dataset.term): handler.load(experiment.dataset)[1]}


def test_a_node_that_differs_fetches_no_data(ask, compose, monkeypatch, handler):
    monkeypatch.setattr(handler, "load", lambda part: pytest.fail("loaded"))
    experiment = compose()
    keys = [f"{kind}:{part.name}" for kind, part in experiment.parts()]
    here = copy.deepcopy(likeness.expected(handler.registry, keys))
    here["libraries"]["keras"] = "0.1"
    answer = ask(experiment, here=here)
    assert answer.refused.message.startswith("keras is 3.")
    assert answer.refused.hint == "pip install keras==0.1"


def test_each_dataset_that_is_not_there_is_named(ask, compose, handler, monkeypatch):
    def load(part):
        size = part.values["height"]
        raise DataError(f"{size} is not here.", hint=f"zoo data import {size} FOLDER")

    monkeypatch.setattr(handler, "load", load)
    experiment = compose()
    record = experiment.dataset.to_dict()
    datasets = {str(size): {**record, "values": {**record["values"], "height": size}} for size in (8, 9)}
    answer = ask(experiment, datasets=datasets)
    assert answer.refused.message == "8 is not here. 9 is not here."
    assert answer.refused.hint == "zoo data import 8 FOLDER; then zoo data import 9 FOLDER"
    assert (answer.refused.exit_status, answer.facts["data"]) == (4, {})


@pytest.fixture
def unfetched(handler, monkeypatch, zoo_home):
    """Has the dataset read published data that are not on this machine."""
    known = handler.registry.component
    file = zoo.RemoteFile(name="bars.bin", urls=("http://nowhere.invalid/bars.bin",), sha256="0" * 64, size=1)
    source = zoo.Source(name="bars", files=(file,), parse=dict)

    def component(kind, name):
        return replace(known(kind, name), source=source) if kind == "dataset" else known(kind, name)

    monkeypatch.setattr(handler.registry, "component", component)
    monkeypatch.setattr(handler, "load", lambda part: pytest.fail("loaded"))


def test_where_nothing_may_be_downloaded_what_needs_it_is_not_known(ask, compose, handler, unfetched, monkeypatch):
    monkeypatch.setattr(handler, "_offline", True)
    answer = ask(compose())
    assert (answer.refused, answer.facts["data"]) == (None, {})
    events = []
    handler.handle({"task": "check", "experiment": compose().to_dict()}, events.append)
    assert events == [Checked(facts={})]
