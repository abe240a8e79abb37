"""Tests of the schema's version: written once, read by every zoo, refused by an older one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from zoo.errors import StoreError
from zoo.store import Store, schema

VERSION_1 = (Path(__file__).parent / "version_1.sql").read_text(encoding="utf-8")


@pytest.fixture
def old(tmp_path):
    """A store of version 1, with one run. Returns a function that asks it in SQL."""
    connection = sqlite3.connect(tmp_path / "zoo.db")
    connection.executescript(VERSION_1)
    yield lambda query: connection.execute(query).fetchall()
    connection.close()


def test_a_store_has_its_version_from_its_first_day(store, tmp_path):
    with sqlite3.connect(tmp_path / "zoo.db") as connection:
        rows = connection.execute("select version, zoo from schema_version").fetchall()
    connection.close()
    assert [row[0] for row in rows] == [schema.VERSION]


def test_a_newer_store_is_refused_and_says_which_zoo_it_needs(store, url, tmp_path):
    connection = sqlite3.connect(tmp_path / "zoo.db")
    connection.execute("update schema_version set version = 7, zoo = '3.2.1'")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError) as refused:
        Store.open(url)
    text = refused.value.render()
    assert str(tmp_path / "zoo.db") in text
    assert "version 7" in text
    assert "keras-zoo 3.2.1" in text
    assert refused.value.exit_status == 5
    with pytest.raises(StoreError, match="version 7"):
        Store.open(url, create=False)


def test_a_later_zoo_that_changed_no_table_is_no_obstacle(store, url, tmp_path, record):
    connection = sqlite3.connect(tmp_path / "zoo.db")
    connection.execute("update schema_version set zoo = '99.0'")
    connection.commit()
    connection.close()
    assert Store.open(url).begin(record()) == "aaaaaaaaaaaa.1"


def columns(url):
    with Store.open(url)._database.reading() as connection:
        found = sa.inspect(connection).get_columns("runs")
    return [(column["name"], str(column["type"]), column["nullable"]) for column in found]


@pytest.mark.parametrize("create", [True, False])
def test_a_store_of_version_1_is_brought_up_to_this_one(old, url, record, create):
    store = Store.open(url, create=create)
    run = store.run("aaaaaaaaaaaa.1")
    assert (run.test_accuracy, run.tta_accuracy, run.result) == (0.75, None, {"test_accuracy": 0.75})
    name = store.begin(record())
    store.finish(name, {"test_accuracy": 0.8, "tta_accuracy": 0.82})
    assert [run.tta_accuracy for run in store.runs()] == [0.82, None]
    assert [row[0] for row in old("select version from schema_version")] == [schema.VERSION]


def test_an_upgraded_store_has_the_columns_of_a_new_one(old, url, tmp_path):
    upgraded, new = (columns(place) for place in (url, f"sqlite:///{tmp_path / 'new.db'}"))
    assert upgraded == new


def test_an_upgrade_that_fails_leaves_the_store_as_it_was(old, url, monkeypatch):
    columns = (*schema.ADDED[2], schema.runs.c.test_accuracy)  # one that is there already
    monkeypatch.setitem(schema.ADDED, 2, columns)
    with pytest.raises(StoreError, match="cannot be written"):
        Store.open(url)
    assert old("select version, zoo from schema_version") == [(1, "0.1.0")]
    assert "tta_accuracy" not in old("select sql from sqlite_master where name = 'runs'")[0][0]


def test_several_processes_may_upgrade_at_once(old, url):
    """The second one finds, with the lock in its hands, that the first has done it."""
    database = Store.open(url)._database
    with database.writing() as connection:
        schema.upgrade(connection, "9.9")
    assert old("select zoo from schema_version") != [("9.9",)]
