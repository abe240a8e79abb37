"""A store in a file: SQLite."""

from __future__ import annotations

import contextlib
import random
import shlex
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from zoo.files import ELSEWHERE
from zoo.store import address, dialects
from zoo.store.dialects import T, Work

AGAIN = 0.001, 0.01
"""Seconds between two attempts to become the writer, at least and at most. SQLite's own pauses grow to a tenth of a
second: where many write all the time, some of them miss the moments between two others for minutes."""

PRAGMAS = (
    f"busy_timeout={dialects.PATIENCE * 1000:.0f}",
    "journal_mode=DELETE",
    "synchronous=FULL",
    "foreign_keys=ON",
)
"""A rollback journal: WAL before SQLite 3.51.3 can lose commits."""


class SQLite:
    """A SQLite database; nothing is opened before the first transaction."""

    backup = "zoo store backup"

    def __init__(self, url: sa.URL) -> None:
        # No pool: a connection that stays open outlives its file, and warns when the interpreter ends.
        codecs: Any = {"json_serializer": dialects.to_json, "json_deserializer": dialects.from_json}
        self.engine = sa.create_engine(url, poolclass=sa.NullPool, **codecs)
        name = url.database
        self.path = Path(name) if name and name != ":memory:" else None
        self.where = str(self.path or address.shown(url))
        sa.event.listen(self.engine, "connect", _prepare)
        sa.event.listen(self.engine, "begin", _begin)

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        with self.engine.connect() as connection:
            connection.execution_options(zoo_reading=True)
            with connection.begin():
                yield connection

    def read(self, work: Work[T]) -> T:
        with self.reading() as connection:
            return work(connection)

    def write(self, work: Work[T], *, marked: bool) -> T:
        with self.engine.begin() as connection:
            return work(connection)

    def prepare(self, connection: sa.Connection) -> None:
        pass  # nothing

    def remedy(self, cause: str) -> str:
        return remedy(cause, self.where)

    def damage(self, connection: sa.Connection) -> list[str]:
        lines = [str(line) for (line,) in connection.exec_driver_sql("PRAGMA integrity_check")]
        return [line for line in lines if line != "ok"]


def remedy(cause: str, where: str) -> str:
    """Returns what to do about a cause that SQLite gives, for a store in a file."""
    if "not a database" in cause or "malformed" in cause:
        return f"mv {shlex.quote(where)} {shlex.quote(where + '.damaged')}   (a new one is made in its place)"
    if "locked" in cause:
        return "wait for the other zoo on this store to end: zoo runs --status running"
    return ELSEWHERE


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
    until = time.monotonic() + dialects.PATIENCE
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
