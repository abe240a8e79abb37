"""Tests of the database below the store: its pragmas, its transactions, and what it says when it cannot be used."""

from __future__ import annotations

import sqlite3
import threading

import pytest
import sqlalchemy as sa

from tests.store.places import OF_A_FILE
from zoo.errors import StoreError
from zoo.store import Store, dialects
from zoo.store.database import Database


@OF_A_FILE
def test_pragmas_hold_on_every_connection(url):
    store = Database(url)
    wanted = {"busy_timeout": 120000, "journal_mode": "delete", "synchronous": 2, "foreign_keys": 1}
    for _ in range(2):
        with store.reading() as connection:
            found = {name: connection.execute(sa.text(f"PRAGMA {name}")).scalar() for name in wanted}
        assert found == wanted


@OF_A_FILE
def test_a_writer_holds_the_lock_from_its_first_moment(url, tmp_path):
    def work(_):
        other = sqlite3.connect(tmp_path / "zoo.db", timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()

    Database(url).write(work)


@pytest.fixture
def another_writer(url, tmp_path):
    """A connection that holds the lock."""
    other = sqlite3.connect(tmp_path / "zoo.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


@OF_A_FILE
def test_a_writer_waits_for_the_other_one(url, another_writer):
    """And then has the usual patience with readers, for whom its commit has to wait."""
    threading.Timer(0.2, another_writer.execute, ("COMMIT",)).start()

    def work(connection):
        assert not another_writer.in_transaction
        return connection.exec_driver_sql("pragma busy_timeout").scalar()

    assert Database(url).write(work) == 120000


@OF_A_FILE
def test_a_writer_does_not_wait_for_ever(url, another_writer, monkeypatch):
    monkeypatch.setattr(dialects, "PATIENCE", 0.1)
    with pytest.raises(StoreError, match="cannot be written") as refused:
        Database(url).write(lambda connection: None)
    assert "locked" in refused.value.cause
    assert refused.value.hint.endswith("zoo runs --status running")


@OF_A_FILE
def test_a_reader_lets_others_write(url, tmp_path):
    with Database(url).reading():
        other = sqlite3.connect(tmp_path / "zoo.db", timeout=0, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
        other.close()


def test_a_transaction_that_fails_leaves_nothing(store, record):
    def half(connection):
        connection.execute(sa.text("delete from runs"))
        raise RuntimeError

    name = store.begin(record()).name
    with pytest.raises(RuntimeError):
        store._database.write(half)
    assert store.run(name).name == name


def refusal(url, **options):
    with pytest.raises(StoreError) as refused:
        Store.open(url, **options)
    text = refused.value.render()
    assert len(text.splitlines()) <= 6
    assert refused.value.exit_status == 5
    assert refused.value.hint
    return text


def test_a_folder_that_cannot_be_made(tmp_path):
    # Below a file, not in a read-only folder: root may write to the latter.
    (tmp_path / "file").write_text("")
    text = refusal(f"sqlite:///{tmp_path / 'file' / 'zoo.db'}")
    assert str(tmp_path / "file" / "zoo.db") in text
    assert "ZOO_HOME" in text


def test_a_folder_in_the_place_of_the_database(tmp_path):
    assert str(tmp_path) in refusal(f"sqlite:///{tmp_path}")


def test_a_file_that_is_no_database(tmp_path):
    (tmp_path / "zoo.db").write_text("no database at all, " * 100)
    text = refusal(f"sqlite:///{tmp_path / 'zoo.db'}")
    assert "not a database" in text
    assert f"mv {tmp_path / 'zoo.db'} {tmp_path / 'zoo.db'}.damaged" in text
    refusal(f"sqlite:///{tmp_path / 'zoo.db'}", create=False)


@OF_A_FILE
def test_a_damaged_database(tmp_path, store, record):
    for attempt in range(50):
        store.begin(record(experiment_id=f"{attempt}", experiment={"text": "x" * 4000, "attempt": attempt}))
    content = bytearray((tmp_path / "zoo.db").read_bytes())
    content[4096 * 2 :] = b"\xff" * (len(content) - 4096 * 2)
    (tmp_path / "zoo.db").write_bytes(content)
    with pytest.raises(StoreError, match="cannot be read") as refused:
        Store.open(f"sqlite:///{tmp_path / 'zoo.db'}").runs(details=True)
    assert ".damaged" in refused.value.hint


@pytest.mark.parametrize("url", ["nonsense", "nowhere://host/name"])
def test_what_is_no_address(url):
    with pytest.raises(StoreError, match="not the address"):
        Store.open(url)


def test_a_password_is_not_shown():
    pytest.importorskip("psycopg", reason="needs a driver for PostgreSQL")
    assert "secret" not in Database("postgresql+psycopg://me:secret@localhost/zoo").where
