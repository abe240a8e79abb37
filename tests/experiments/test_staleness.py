"""Tests of staleness: what makes a result stale, what does not, and what cannot be told."""

from __future__ import annotations

import asyncio
import copy
import os

import pytest

import zoo
from tests.ranking import fakes
from zoo.experiments import provenance, staleness
from zoo.experiments.registry import Registry
from zoo.plugin.discovery import Provider


def reasons(record, without="", **data):
    return staleness.reasons(record, fakes.current(without, **data))


def test_what_was_made_the_same_is_current():
    assert reasons(fakes.run(), dots="d1") == []


def test_other_data():
    assert reasons(fakes.run(), dots="d2") == ["the data of dots changed"]


def test_data_of_another_expression_do_not_matter():
    assert reasons(fakes.run(), lines="d2") == []


def test_data_never_seen_cannot_have_changed():
    assert reasons(fakes.run()) == []
    assert reasons(fakes.run(data=None), dots="d2") == []


def published(fingerprint):
    """A registry with a dataset behind which there are published files."""
    source = zoo.Source(name="lots", files=(), parse=fakes.load)
    dataset = zoo.Dataset(name="lots", summary="lots", load=fakes.load, source=source, fingerprint=fingerprint)
    return Registry(components={("dataset", "lots"): (dataset, Provider("zoo-lots", "1", "zoo-lots[lots]"))})


def test_published_data_are_known_as_they_are_now():
    registry = published(lambda: "as-is:d2")
    seen = {"lots": "d1", "lots:side=9": "d1", "gone": "d3"}
    assert staleness.data_now(registry, seen) == {"lots": "as-is:d2", "lots:side=9": "as-is:d2", "gone": "d3"}


def by_side(*, side: int = 8):
    raise AssertionError("called")


def leaves():
    print("noise")
    os._exit(0)


def is_cancelled():
    raise asyncio.CancelledError


@pytest.mark.parametrize("fingerprint", [by_side, fakes.load, leaves, is_cancelled, None])
def test_other_data_are_known_as_last_seen(fingerprint, capfd):
    assert staleness.data_now(published(fingerprint), {"lots": "d1"}) == {"lots": "d1"}
    assert capfd.readouterr().out == ""


def test_another_protocol():
    found = reasons(fakes.run(protocol=provenance.PROTOCOL + 1))
    assert found == [f"protocol {provenance.PROTOCOL + 1} made it, and this zoo's is {provenance.PROTOCOL}"]


def test_other_code():
    assert reasons(fakes.run(code="0")) == ["the code of its components changed"]


@pytest.fixture
def changed():
    """A run whose model was made by other code, and which tells by which."""
    record = fakes.run()
    code = copy.deepcopy(fakes.current().code(record))
    (source,) = code["model:net"]["sources"]
    code["model:net"]["sources"] = {source: "0" * 64, "gone.helpers": "1" * 64}
    return fakes.run(code=provenance.code_hash(code), provenance={"components": code})


def test_the_record_tells_which_code(changed):
    (reason,) = reasons(changed)
    assert reason.startswith("the code of model net changed (gone.helpers, ")


def test_several_reasons_are_all_told(changed):
    assert len(reasons(changed, dots="d2")) == 2


def test_code_that_is_not_known_is_not_current(monkeypatch):
    monkeypatch.setattr(fakes.build, "__module__", "a_module_that_nobody_has")
    assert reasons(fakes.run()) == ["the code of model net is not known (a_module_that_nobody_has)"]


def test_versions_and_machines_make_nothing_stale():
    record = fakes.run()
    code = copy.deepcopy(fakes.current().code(record))
    for entry in code.values():
        entry["version"] = "99"
    assert reasons(fakes.run(code=provenance.code_hash(code), threads=64, host="elsewhere")) == []


@pytest.mark.parametrize(("kind", "name"), [("dataset", "dots"), ("model", "net"), ("augmenter", "none")])
def test_what_is_not_installed_is_named_and_makes_nothing_stale(kind, name):
    record = fakes.run(code="0")
    assert fakes.current(without=name).missing(record) == [f"{kind} {name}"]
    assert reasons(record, without=name) == []


def test_data_can_be_compared_without_the_component():
    assert reasons(fakes.run(), without="net", dots="d2") == ["the data of dots changed"]


def test_components_of_a_chain_are_named_once_each():
    record = fakes.run(augmenter="move:by=3+turn+move", recipe="quick:epochs=9")
    assert staleness.components(record) == (
        ("dataset", "dots"),
        ("model", "net"),
        ("augmenter", "move"),
        ("augmenter", "turn"),
        ("recipe", "quick"),
    )


def test_the_hash_is_that_of_an_experiment():
    record, current = fakes.run(augmenter="move+turn"), fakes.current()
    assert current.code_hash(record) == provenance.code_hash(current.code(record))
    assert set(current.code(record)) == {
        "dataset:dots",
        "model:net",
        "augmenter:move",
        "augmenter:turn",
        "recipe:quick",
    }
