"""A database through SQLAlchemy Core: how it is opened, how its transactions begin, and its errors in words."""

from __future__ import annotations

import contextlib
import json
import random
import shlex
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from zoo.errors import StoreBroken, StoreError
from zoo.files import ELSEWHERE

PATIENCE = 120.0
"""Seconds to wait for others."""

AGAIN = 0.001, 0.01
"""Seconds between two attempts to become the writer, at least and at most. SQLite's own pauses grow to a tenth of a
second: where many write all the time, some of them miss the moments between two others for minutes."""

PRAGMAS = (f"busy_timeout={PATIENCE * 1000:.0f}", "journal_mode=DELETE", "synchronous=FULL", "foreign_keys=ON")
"""A rollback journal: WAL before SQLite 3.51.3 can lose commits."""


class Database:
    """A place for tables, by its SQLAlchemy URL. Nothing is opened before the first transaction."""

    def __init__(self, url: str | sa.URL) -> None:
        try:
            # No pool: a connection that stays open outlives its file, and warns when the interpreter ends.
            self.engine = sa.create_engine(url, poolclass=sa.NullPool, json_deserializer=_json)
        except (sa.exc.ArgumentError, ImportError) as error:
            raise StoreError(f"{url!r} is not the address of a store.", cause=f"{error}.") from error
        self.path = _sqlite_path(self.engine)
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _prepare)
            sa.event.listen(self.engine, "begin", _begin)

    @property
    def where(self) -> str:
        """The file, or the URL without its password."""
        return str(self.path or self.engine.url.render_as_string())

    def make_folder(self) -> None:
        """Makes the folder that the file stands in. Raises `StoreError` where it cannot."""
        try:
            if self.path is not None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreBroken(
                f"The store {self.where} cannot be made.",
                cause=f"{error.strerror}: {error.filename}.",
                hint="choose another place: export ZOO_HOME=DIR",
            ) from error

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Yields a connection in a transaction that lets others write. Raises `StoreError`."""
        with self.explained("read"), self.engine.connect() as connection:
            connection.execution_options(zoo_reading=True)
            with connection.begin():
                yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Yields a connection in a transaction that no other writer shares. Raises `StoreError`."""
        with self.explained("written"), self.engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def explained(self, done: str) -> Iterator[None]:
        """Turns what SQLite or a driver raises into `StoreError`: the store cannot be `done`."""
        try:
            yield
        except (sa.exc.DBAPIError, sqlite3.Error) as error:
            cause = str(getattr(error, "orig", error))
            raise StoreBroken(
                f"The store {self.where} cannot be {done}.", cause=f"{cause}.", hint=remedy(cause, self.where)
            ) from error


def _sqlite_path(engine: sa.Engine) -> Path | None:
    name = engine.url.database
    return Path(name) if engine.dialect.name == "sqlite" and name and name != ":memory:" else None


def _json(text: str) -> Any:
    """Returns what JSON means, and what is none as it is: it is for whoever reads the row to say so."""
    try:
        return json.loads(text, parse_constant=str)
    except (ValueError, RecursionError):
        return text


def _text(content: bytes) -> str | bytes:
    """Returns text, and what is none as it is: one bad row does not keep all others from being read."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content


def _prepare(connection: Any, _record: Any) -> None:
    """Takes transactions away from the driver, which begins them too late to see what it reads."""
    connection.isolation_level = None
    connection.text_factory = _text
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    if connection.get_execution_options().get("zoo_reading"):
        connection.exec_driver_sql("BEGIN DEFERRED")
        return
    driver: Any = connection.connection.driver_connection
    until = time.monotonic() + PATIENCE
    driver.execute("PRAGMA busy_timeout=0")
    while True:
        try:
            driver.execute("BEGIN IMMEDIATE")
            break
        except sqlite3.OperationalError as error:
            if time.monotonic() > until or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
        time.sleep(random.uniform(*AGAIN))  # noqa: S311 - so that two do not meet again and again
    driver.execute(f"PRAGMA {PRAGMAS[0]}")


def remedy(cause: str, where: str) -> str:
    """Returns what to do about a cause that SQLite gives, for a store in a file."""
    if "not a database" in cause or "malformed" in cause:
        return f"mv {shlex.quote(where)} {shlex.quote(where + '.damaged')}   (a new one is made in its place)"
    if "locked" in cause:
        return "wait for the other zoo on this store to end: zoo runs --status running"
    return ELSEWHERE
