"""What the tests of moving share: homes with stores of their own, a database on a server, all rows of a store."""

from __future__ import annotations

import pytest

from tests.ranking import fakes
from zoo.cli import context, program
from zoo.store import Store
from zoo.store.moving import raw, snapshots
from zoo.store.moving.places import place


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Returns a function that makes a folder the `ZOO_HOME`, and returns it."""

    def use(name):
        monkeypatch.setenv("ZOO_HOME", str(tmp_path / name))
        return tmp_path / name

    return use


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path):
    """Where there is no store yet: a file or a database on a server."""
    file = str(tmp_path / "empty.db")
    return file if request.param == "sqlite" else request.getfixturevalue("postgres").new_database()


@pytest.fixture
def content():
    """Returns a function that gives all rows of a store, by table."""

    def read(typed):
        with snapshots.snapshot(place(str(typed))) as connection:
            return {table.name: list(raw.read(connection, table)) for table in raw.TABLES}

    return read


@pytest.fixture
def planned_for():
    """Returns a function that gives how many rows a server takes a table for, -1 where it guesses."""

    def read(url, table):
        with Store.open(url)._database.reading() as connection:
            return connection.exec_driver_sql(f"SELECT reltuples FROM pg_class WHERE relname = '{table}'").scalar_one()

    return read


@pytest.fixture
def zoo(capsys, monkeypatch):
    """Returns a function that runs a command and returns its status, stdout and stderr."""
    monkeypatch.setattr(context, "registry", lambda **_: fakes.registry())
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments):
        status = program.run(list(map(str, arguments)))
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run
