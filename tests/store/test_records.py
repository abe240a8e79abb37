"""Tests of the records that the store takes and returns."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoo.errors import UsageError
from zoo.store import METRICS, Metric, schema
from zoo.store.metrics import described, key
from zoo.store.records import DETAILS, MEASURED, finite, now

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_what_is_stored_is_strict_json(value):
    assert json.loads(json.dumps(finite(value), allow_nan=False)) == finite(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_stay_as_they_are(number):
    assert finite({"a": [number]}) == {"a": [number]}


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_number_becomes_none(number):
    assert finite({"a": (number, {"b": number})}) == {"a": [None, {"b": None}]}


def test_what_a_result_fills_and_what_is_json_are_columns():
    assert set(MEASURED) | set(DETAILS) <= {column.name for column in schema.runs.columns}


def test_metrics_are_attributes_and_unknown_ones_none(record):
    run = record(metrics={"train_seconds": 2.0, "probe_blur": 0.5})
    assert (run.train_seconds, run.tta_accuracy) == (2.0, None)
    with pytest.raises(AttributeError, match="probe_blurr"):
        _ = run.probe_blurr
    told = run.to_dict(details=False)
    assert (told["train_seconds"], told["tta_accuracy"], told["probe_blur"]) == (2.0, None, 0.5)
    assert not {"metrics", *DETAILS} & told.keys()


def test_a_new_metric_is_a_line_in_the_registry(store, record, monkeypatch):
    """Neither a column nor a migration: it is recorded, read, and there to be ranked by."""
    monkeypatch.setitem(METRICS, "test_blurred", Metric("test", "blurred", "blurred", "percent", "higher", "fraction"))
    lease = store.begin(record())
    store.finish(lease, {"test_accuracy": 0.5, "test_blurred": 0.25})
    assert store.run(lease.name).test_blurred == 0.25
    assert [run.metrics for group in store.finished(["test_blurred"]) for run in group] == [{"test_blurred": 0.25}]


def test_what_a_probe_finds_is_read_by_its_key(store, record):
    """No line in the registry: probes are plugins."""
    lease = store.begin(record())
    store.finish(lease, {"test_accuracy": 0.5})
    store.probed(lease.name, "sway", {"consistency": 0.75, "radius": 3})
    assert store.run(lease.name).metrics == {"test_accuracy": 0.5, "sway.consistency": 0.75, "sway.radius": 3}
    [[run]] = store.finished(["sway.radius", "sway.reach"])
    assert run.metrics == {"sway.radius": 3, "sway.reach": None}


def test_what_a_probe_finds_replaces_what_it_found_before(store, record):
    lease = store.begin(record())
    store.finish(lease, {"test_accuracy": 0.5})
    store.probed(lease.name, "sway", {"consistency": 0.75, "radius": 3})
    store.probed(lease.name, "turn", {"radius": 1})
    store.probed(lease.name, "sway", {"consistency": 0.5, "radius": None})
    assert store.run(lease.name).metrics == {"test_accuracy": 0.5, "sway.consistency": 0.5, "turn.radius": 1}


def test_a_run_that_is_not_done_has_nothing_that_a_probe_could_find(store, record):
    lease = store.begin(record())
    for name in (lease.name, "ffffffffffff.1"):
        with pytest.raises(UsageError, match="is done"):
            store.probed(name, "sway", {"radius": 1})


@pytest.mark.parametrize(
    ("split", "name", "word"),
    [("test", "accuracy", "test_accuracy"), ("", "parameters", "parameters"), ("sway", "radius", "sway.radius")],
)
def test_the_key_of_a_metric_says_which_it_is(split, name, word):
    assert key(split, name) == word
    assert (described(word).split, described(word).name) == (split, name)


def test_what_a_worker_says_that_is_no_number_is_no_metric(store, record):
    lease = store.begin(record())
    store.finish(lease, {"test_accuracy": 1.5, "parameters": 7.5, "train_seconds": float("nan"), "test_loss": "x"})
    assert store.run(lease.name).metrics == {}


def test_time_is_utc():
    assert datetime.fromisoformat(now()).utcoffset() == timedelta(0)
