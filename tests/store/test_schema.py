"""Tests of the schema's version: written once, read by every zoo, refused by an older one."""

from __future__ import annotations

import sqlite3

import pytest

from zoo.errors import StoreError
from zoo.store import Store, schema


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
