"""Tests of copies of a store in a file: of one moment, whole or not there, and nobody has to wait for them to end."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from zoo.errors import StoreError, UsageError
from zoo.store import Store, backups


@pytest.fixture
def url(tmp_path):
    """Of a file: a server's store is copied by the server's own means."""
    return f"sqlite:///{tmp_path / 'zoo.db'}"


def names(path):
    connection = sqlite3.connect(path)
    found = [name for (name,) in connection.execute("select name from runs order by id")]
    connection.close()
    return found


def test_a_copy_is_a_store(store, attempt, tmp_path):
    expected = [attempt(), attempt()]
    target = tmp_path / "copy.db"
    backups.copy(store._database, target)
    attempt()
    assert names(target) == expected
    assert len(Store.open(f"sqlite:///{target}", create=False).runs()) == 2


def test_what_is_not_committed_is_in_no_copy(store, attempt, tmp_path):
    """So a store can be copied by whoever is about to change it, with the lock in its hands."""
    name = attempt()

    def work(connection):
        connection.exec_driver_sql("delete from runs")
        backups.copy(store._database, tmp_path / "copy.db")

    store._database.write(work)
    assert names(tmp_path / "copy.db") == [name]
    assert store.runs() == []


def test_a_copy_takes_the_place_of_an_earlier_one_whole(store, attempt, tmp_path):
    target = tmp_path / "copy.db"
    backups.copy(store._database, target)
    name = attempt()
    backups.copy(store._database, target)
    assert names(target) == [name]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "zoo.db"]


def test_a_copy_that_fails_leaves_what_stood_there(store, tmp_path, monkeypatch):
    def full(*arguments):
        raise sqlite3.OperationalError("database or disk is full")

    target = tmp_path / "copy.db"
    target.write_text("an earlier one")
    monkeypatch.setattr(backups, "_fill", full)
    with pytest.raises(StoreError, match="cannot be copied") as refused:
        backups.copy(store._database, target)
    assert "free some space" in refused.value.hint
    assert target.read_text() == "an earlier one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "zoo.db"]


def test_the_store_itself_is_no_place_for_its_copy(store, tmp_path):
    with pytest.raises(UsageError, match="is the store itself"):
        backups.copy(store._database, tmp_path / "zoo.db")


def test_a_folder_that_is_not_there(store, tmp_path):
    with pytest.raises(StoreError, match="cannot be written"):
        backups.copy(store._database, tmp_path / "none" / "copy.db")


def test_a_store_that_is_no_file_has_no_copy(tmp_path):
    with pytest.raises(UsageError, match="is no file"):
        backups.copy(Store.open("sqlite://", create=False)._database, tmp_path / "copy.db")


def test_what_is_no_file_is_not_replaced(store, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/dev/null")
    (tmp_path / "nowhere").symlink_to(tmp_path / "not" / "there")
    for name, still in (("pipe", Path.is_fifo), ("link", Path.is_char_device), ("nowhere", Path.is_symlink)):
        with pytest.raises(UsageError, match="not a file"):
            store.copy(tmp_path / name)
        assert still(tmp_path / name)
