"""Tests of the migrations: they lead from every earlier version, and from none, to the tables that the code knows."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib import resources

import pytest
import sqlalchemy as sa

from tests.store import old
from zoo.experiments import provenance
from zoo.experiments.catalogue import Catalogue
from zoo.experiments.registry import Registry
from zoo.experiments.staleness import Current
from zoo.ranking import board, counted, groups
from zoo.store import INTERRUPTED, Store, schema

VERSIONS = range(1, schema.VERSION)
COMPARED = {"compare_type": True, "include_name": lambda name, kind, parents: name != "marks"}
"""All but the table that is a server's own: by it a transaction is found again whose end nobody heard of."""


@pytest.fixture(params=[*VERSIONS, None], ids=lambda version: f"version_{version}" if version else "new")
def version(request):
    """The version that a store had before; None where there was none."""
    return request.param


@pytest.fixture
def opened(version, url):
    """A store of this version that was of an earlier one before, or was not there."""
    if version:
        old.make(url, version)
    return Store.open(url)


def test_every_version_before_this_one_is_tested():
    assert [path.stem for path in old.VERSIONS] == [f"version_{number}" for number in VERSIONS]


def test_the_tables_are_those_that_the_code_knows(opened):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with opened._database.reading() as connection:
        context = MigrationContext.configure(connection, opts={**COMPARED, "compare_server_default": True})
        assert compare_metadata(context, schema.metadata) == []
        assert context.get_current_revision() == str(schema.VERSION)
        names = [column["name"] for column in sa.inspect(connection).get_columns("runs")]
    assert sorted(names) == sorted(column.name for column in schema.runs.columns)


def test_the_comparison_sees_what_differs(store):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    store._database.write(lambda connection: connection.exec_driver_sql("alter table runs drop column epochs_done"))
    with store._database.reading() as connection:
        context = MigrationContext.configure(connection, opts=COMPARED)
        assert len(compare_metadata(context, schema.metadata)) == 1


def test_what_was_recorded_before_is_read(opened):
    for run in opened.runs(details=True):
        if run.name == "aaaaaaaaaaaa.1":
            assert (run.token, run.heartbeat, run.epochs_done) == (1, None, None)
            assert (run.status, run.test_accuracy, run.result["test_accuracy"]) == ("done", 0.75, 0.75)
        elif run.name == "bbbbbbbbbbbb.1":
            assert run.status == INTERRUPTED, "it said that it was running, a year ago"


def test_the_leaderboard_is_what_it_was(opened, version, monkeypatch):
    """As the zoo exported it that made the stores: all but what is installed."""
    monkeypatch.setattr(provenance, "PROTOCOL", 1)
    registry = Registry(components={}, catalogue=Catalogue())
    current = Current(registry, {})
    read = lambda names: opened.finished(counted.SHOWN, names=names)  # noqa: E731
    summaries = groups.summarize(opened.finished(counted.SORTED_BY), current)
    found = groups.complete(board.arrange(summaries, limited=True), read, current, registry.label).rows
    boards = json.loads((old.HERE / "leaderboards.json").read_text(encoding="utf-8"))
    before = boards.get(f"version_{version}", [])
    assert bool(before) == (version is not None)
    for row, then in zip(json.loads(json.dumps([asdict(row) for row in found])), before, strict=True):
        del then["rank"]  # by the mean alone
        then["seed_half_width"] = then.pop("half_width")
        assert {name: row[name] for name in then} == {**then, "missing": row["missing"]}


def test_an_upgraded_store_takes_new_runs(opened, record):
    before = len(opened.runs())
    lease = opened.begin(record())
    opened.beat([lease], {lease.name: 1})
    opened.finish(lease, {"test_accuracy": 0.8, "tta_accuracy": 0.82})
    assert opened.run(lease.name).tta_accuracy == 0.82
    assert len(opened.runs()) == before + 1


@pytest.mark.parametrize("damage", ["update alembic_version set version_num = 'x'", "drop table alembic_version"])
def test_the_number_that_alembic_keeps_does_not_decide(damage, url, outside):
    old.make(url, 3)
    outside(damage)
    assert len(Store.open(url).runs()) == 10


def test_the_highest_revision_is_the_version():
    files = sorted(path.name for path in (resources.files("zoo.store") / "migrations" / "versions").iterdir())
    numbers = [int(name.partition("_")[0]) for name in files if name.endswith(".py")]
    assert numbers == list(range(1, schema.VERSION + 1))
