"""What differs between databases, a file for each: how they are opened, how transactions begin, what errors mean."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa

from zoo.store import address
from zoo.store.records import finite

PATIENCE = 120.0
"""Seconds to wait for others, and for a server that is out of reach."""

T = TypeVar("T")

Work = Callable[[sa.Connection], T]


class Dialect(Protocol):
    """A database.

    Args:
        where: its address for people, without a password.
        path: its file; None where it is none.
        engine: SQLAlchemy's.
        backup: the command that copies it.
    """

    @property
    def where(self) -> str: ...

    @property
    def path(self) -> Path | None: ...

    @property
    def engine(self) -> sa.Engine: ...

    @property
    def backup(self) -> str: ...

    def reading(self) -> AbstractContextManager[sa.Connection]:
        """Yields a connection in a transaction that sees one moment and lets others write."""
        ...

    def read(self, work: Work[T]) -> T:
        """Returns what `work` reads in such a transaction; it is called again where the connection is lost."""
        ...

    def write(self, work: Work[T], *, marked: bool) -> T:
        """Returns what `work` does in a transaction that no other writer shares."""
        ...

    def prepare(self, connection: sa.Connection) -> None:
        """Makes what it needs beside the store's tables, in the transaction that makes these."""
        ...

    def remedy(self, cause: str) -> str:
        """Returns what to do about a cause that it gives."""
        ...

    def damage(self, connection: sa.Connection) -> list[str]:
        """Returns what it finds wrong with itself, a line each."""
        ...


def of(url: str | sa.URL) -> Dialect:
    """Returns the database at an address. Raises `StoreError` where there cannot be one."""
    parsed = address.parse(url)
    if parsed.drivername == "sqlite":
        from zoo.store.dialects.sqlite import SQLite

        return SQLite(parsed)
    from zoo.store.dialects import postgres

    return postgres.of(parsed)


def to_json(value: Any) -> str:
    """Returns a value as JSON, in which there is neither NaN nor infinity."""
    return json.dumps(finite(value), allow_nan=False)


def from_json(text: str | bytes) -> Any:
    """Returns what JSON means, and what is none as it is: it is for whoever reads the row to say so."""
    try:
        return json.loads(text, parse_constant=str)
    except (ValueError, RecursionError):
        return text
