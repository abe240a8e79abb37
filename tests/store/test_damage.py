"""Tests of damaged rows: each is named with what is wrong and what mends it, and takes nothing else with it."""

from __future__ import annotations

import contextlib
import functools
from dataclasses import fields

import pytest
import sqlalchemy as sa

from tests.store.places import KINDS, POSTGRES, SQLITE
from zoo.errors import StoreError
from zoo.store import DONE, DamagedRun, RunRecord, Store, schema
from zoo.store.damage import Check

BRIEF = {
    "started": ["'x'", "'2026-01-01'", "x'ff'", "cast(x'ff' as text)", "7"],
    "finished": ["'yesterday'"],
    "heartbeat": ["'x'", "x''"],
    "status": ["'x'", "'DONE'"],
    "test_accuracy": ["'NaN'", "'Infinity'", "1.5", "0.8", "null"],
    "limit": ["-1"],
    "dataset": ["''", "'a,b'", "':'", "'\x1b[31m'", "cast(x'c3' as text)"],
    "model": ["'net:width=1:width=2'"],
}
LOOSE = {
    "test_accuracy": ["'x'", "9e999", "x'00'"],
    "seed": ["'x'", "1.5"],
    "limit": ["'x'"],
    "epochs": ["'x'", "9e999"],
    "protocol": ["'x'"],
    "code": ["x'00'"],
    "token": ["'x'"],
}
"""What only SQLite takes, whose columns hold anything."""

JSON = {
    "provenance": [
        "'[]'",
        "'1'",
        """'{"components": 1}'""",
        """'{"components": {"a": {"sources": []}}}'""",
    ],
    "experiment": ["""'{"augmenters": {}}'""", """'{"model": {"values": 3}}'"""],
    "result": ["""'{"notes": "x"}'""", """'{"weights_sha256": 1}'"""],
    "error": ["'\"no\"'", """'{"message": 1}'"""],
}
LOOSE_JSON = {
    "provenance": ["'{'", f"'{'[' * 100_000}'"],
    "experiment": ["'x'"],
    "result": ["'NaN'"],
}
NAMES = ["'../../aaaaaaaaaaaa.1'", "'/etc'", "''", "'..'", "'a.1/'", "x'61'", "'\x1b.1'", "cast(x'61ff' as text)"]


def each(values, *kinds):
    return [
        pytest.param(kind, f'"{column}" = {text}', id=f"{kind}-{column}={text[:50]!a}")
        for kind in kinds
        for column in values
        for text in values[column]
    ]


BRIEFLY, JSONLY = each(BRIEF, *KINDS) + each(LOOSE, SQLITE), each(JSON, *KINDS) + each(LOOSE_JSON, SQLITE)
of = functools.partial(pytest.mark.parametrize, ("url", "change"), indirect=["url"])


@pytest.fixture
def told():
    return []


@pytest.fixture
def damaged(store, attempt, url, told, outside):
    """Returns a function that changes one of two finished runs, from outside, and returns the store."""
    result = {"test_accuracy": 0.9, "train_seconds": 2.0}
    for experiment in ("aaaaaaaaaaaa", "bbbbbbbbbbbb"):
        attempt(result=result, experiment_id=experiment, group_id=experiment, provenance={})

    def damaged(change, table="runs", where="name = 'aaaaaaaaaaaa.1'"):
        outside(f"update {table} set {change} where {where}")
        return Store.open(url, tell=told.append)

    return damaged


@of(BRIEFLY)
def test_a_damaged_value(damaged, told, change):
    store = damaged(change)
    assert [run.name for run in store.runs()] == ["bbbbbbbbbbbb.1"]
    assert [run.name for run in store.runs(details=True)] == ["bbbbbbbbbbbb.1"]
    (line,) = told
    column = change.split('"')[1]
    assert line.startswith(f"Run aaaaaaaaaaaa.1 is damaged, and left out: its {column} is ")
    assert line.endswith(". Try: zoo rm aaaaaaaaaaaa.1")
    assert line.isprintable()
    assert [damage.run for damage in store.damaged_runs()] == ["aaaaaaaaaaaa.1"]
    with pytest.raises(DamagedRun, match=r"aaaaaaaaaaaa\.1") as refused:
        store.run("aaaa")
    assert refused.value.hint == "zoo rm aaaaaaaaaaaa.1"
    assert store.run("bbbb").status == DONE
    assert "bbbbbbbbbbbb.1" in [run.name for group in store.finished(["train_seconds"]) for run in group]
    assert all(isinstance(text, str) for text in store.known_data())


@of(JSONLY)
def test_damaged_json(damaged, told, change):
    store = damaged(change)
    assert len(store.runs()) == 2
    assert [run.name for run in store.runs(details=True)] == ["bbbbbbbbbbbb.1"]
    assert [damage.run for damage in store.damaged_runs()] == ["aaaaaaaaaaaa.1"]
    assert len(told) == 1


@pytest.mark.parametrize(
    ("url", "value"),
    [(POSTGRES, "'NaN'"), (POSTGRES, "'Infinity'"), (SQLITE, "'x'"), (SQLITE, "9e999"), (SQLITE, "x'00'")],
    indirect=["url"],
)
@pytest.mark.parametrize("name", ["seconds", "accuracy"])
def test_a_damaged_metric(damaged, told, name, value):
    store = damaged(f"value = {value}", "metric", f"run = 1 and name = '{name}'")
    assert [run.name for run in store.runs()] == ["bbbbbbbbbbbb.1"]
    assert "aaaaaaaaaaaa.1" in told[0]
    ranked = [run.name for group in store.finished(["train_seconds"]) for run in group]
    assert ranked[-1] == "bbbbbbbbbbbb.1"
    assert ("aaaaaaaaaaaa.1" in ranked) == (name == "accuracy"), "its ranking did not read it"


def test_where_the_latest_run_of_a_seed_is_damaged_the_one_before_is_ranked(damaged, attempt, told):
    attempt(result={"test_accuracy": 0.7, "train_seconds": 2.0}, experiment_id="aaaaaaaaaaaa", group_id="aaaaaaaaaaaa")
    store = damaged("test_accuracy = 1.5", where="name = 'aaaaaaaaaaaa.2'")
    ranked = [run.name for group in store.finished(["train_seconds"]) for run in group]
    assert ranked == ["aaaaaaaaaaaa.1", "bbbbbbbbbbbb.1"]
    assert "aaaaaaaaaaaa.2" in told[0]


@of([*BRIEFLY, *JSONLY])
def test_a_damaged_row_is_found_among_many_as_alone(damaged, change):
    names = [field.name for field in fields(RunRecord) if field.name != "metrics"]
    query = sa.select(*(schema.runs.c[name] for name in names)).order_by(schema.runs.c.id)
    with damaged(change)._database.reading() as connection:
        wrong, sound = connection.execute(query).all()
    check = Check(names)
    assert check(sound) is None
    assert check.all_sound([sound, sound])
    metric_tells = change in ('"test_accuracy" = 0.8', '"test_accuracy" = null')
    assert (check(wrong) is None) == check.all_sound([sound, wrong, sound]) == metric_tells


@pytest.mark.parametrize("name", NAMES)
def test_a_damaged_name_leads_nowhere(damaged, told, name):
    store = damaged(f"name = {name}")
    assert [run.name for run in store.runs()] == ["bbbbbbbbbbbb.1"]
    assert [run.name for group in store.finished() for run in group] == ["bbbbbbbbbbbb.1"]
    assert told[0].startswith("Run #1 is damaged")
    assert told[0].endswith("Try: zoo rm '#1'")
    store.remove("#1", lambda: None)
    assert store.damaged_runs() == []
    assert len(store.runs()) == 1


@pytest.mark.parametrize(("url", "number"), [(SQLITE, "'x'"), *((kind, "0") for kind in KINDS)], indirect=["url"])
def test_what_is_damaged_can_be_removed_and_its_name_is_used_up(damaged, outside, record, number):
    store = damaged(f"started = 'x', attempt = {number}")
    outside(f"insert into removed values ('aaaaaaaaaaaa', {number})")
    assert store.begin(record()).name == "aaaaaaaaaaaa.2", "the name of the damaged run is taken"
    store.remove("aaaaaaaaaaaa.1", lambda: None)
    assert store.damaged_runs() == []
    assert store.names() == {"aaaaaaaaaaaa.2", "bbbbbbbbbbbb.1"}


def test_all_values_that_are_sound_are_taken(damaged, told):
    assert len(damaged("status = 'failed'").runs(details=True)) == 2
    assert told == []


@of(each(LOOSE | LOOSE_JSON, POSTGRES))
def test_what_a_server_refuses_is_no_damage(damaged, change):
    """Its columns have types: what is of another one is refused, or becomes one of theirs."""
    with contextlib.suppress(sa.exc.DBAPIError):
        damaged(change)
    store = damaged("status = status")
    assert len(store.runs(details=True)) == 2
    assert store.damaged_runs() == []


def test_a_damaged_run_is_an_error_of_the_store():
    assert issubclass(DamagedRun, StoreError)
