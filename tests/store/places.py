"""Where a store may be in the tests: in a file of SQLite's, or in a database of a PostgreSQL server."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.postgres import Server

KINDS = SQLITE, POSTGRES = "sqlite", "postgres"

OF_A_FILE = pytest.mark.parametrize("url", [SQLITE], indirect=True)
"""Marks a test that is about SQLite's file."""

OF_A_SERVER = pytest.mark.parametrize("url", [POSTGRES], indirect=True)
"""Marks a test that is about a PostgreSQL server."""

_numbers = itertools.count(1)


@contextlib.contextmanager
def database(server: Server, template: str = "template0") -> Iterator[str]:
    """Yields the URL of a new database of a server, a copy of another one; three times as fast as `createdb`."""
    name = f"store{os.getpid()}_{next(_numbers)}"
    ask(server, f"create database {name} template {template}")
    try:
        yield server.url(name)
    finally:
        ask(server, f"drop database {name} with (force)")


def ask(server: Server, statement: str) -> None:
    """Has a server do something, past SQLAlchemy, whose first connection asks it six things."""
    import psycopg

    with psycopg.connect(host=str(server.folder), user="zoo", dbname="postgres", autocommit=True) as connection:
        connection.execute(statement.encode())


def untouched(url: str) -> bool:
    """Whether a place is as empty as it was: no file, no table."""
    if (parsed := sa.make_url(url)).get_backend_name() == SQLITE:
        return not Path(str(parsed.database)).exists()
    return not sa.inspect(sa.create_engine(url, poolclass=sa.NullPool)).get_table_names()
