"""A database through SQLAlchemy Core: its transactions, whatever it is, and its errors in words."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from zoo.errors import StoreBroken, StoreError
from zoo.store import dialects
from zoo.store.dialects import T, Work


class Database:
    """A place for tables, by its SQLAlchemy URL. Nothing is opened before the first transaction."""

    def __init__(self, url: str | sa.URL) -> None:
        self.dialect = dialects.of(url)

    @property
    def where(self) -> str:
        """The file, or the URL without its password."""
        return self.dialect.where

    @property
    def path(self) -> Path | None:
        """The file; None where it is none."""
        return self.dialect.path

    @property
    def engine(self) -> sa.Engine:
        """SQLAlchemy's."""
        return self.dialect.engine

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
        """Yields a connection in a transaction that sees one moment and lets others write, for what is read bit by bit.

        Raises:
            StoreError: it cannot be read, or the connection is lost before the end.
        """
        with self.explained("read"), self.dialect.reading() as connection:
            yield connection

    def read(self, work: Work[T]) -> T:
        """Returns what `work` reads in a transaction that sees one moment; where the connection is lost, `work` is
        called again. Raises `StoreError`."""
        with self.explained("read"):
            return self.dialect.read(work)

    def write(self, work: Work[T], *, marked: bool = True) -> T:
        """Does `work` in one transaction that no other writer shares, and returns what it returns.

        Where the connection is lost, `work` is called again with another one, and never after it was done: so whatever
        it does beside the transaction has to bear being done twice.

        Args:
            marked: whether to leave a mark by which the transaction is found again where the connection is lost while
                it ends; what does no harm when it is done twice needs none.

        Raises:
            StoreError: it cannot be written.
        """
        with self.explained("written"):
            return self.dialect.write(work, marked=marked)

    @contextlib.contextmanager
    def explained(self, done: str) -> Iterator[None]:
        """Turns what a driver raises into `StoreError`: the store cannot be `done`."""
        try:
            yield
        except sa.exc.DataError as error:
            raise StoreError(f"The store {self.where} takes no such value.", cause=f"{error.orig}.") from error
        except (sa.exc.DBAPIError, sqlite3.Error) as error:
            cause = str(getattr(error, "orig", error)).strip().rstrip(".")
            hint = self.dialect.remedy(cause)
            raise StoreBroken(f"The store {self.where} cannot be {done}.", cause=f"{cause}.", hint=hint) from error
