"""A store as it was at one moment, in the tables of this version, while others write it; the store is not touched."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from zoo.errors import StoreError
from zoo.store import backups, migrations, schema
from zoo.store.database import Database
from zoo.store.moving.places import FILE, Place


@contextlib.contextmanager
def snapshot(place: Place) -> Iterator[sa.Connection]:
    """Yields a connection that reads the store; raises `StoreError` as whatever reads a store.

    A file is copied to a temporary folder, by SQLite's backup API, and the copy upgraded where it is of an earlier
    version. A server shows one moment to whoever asks for that.
    """
    place.must_exist()
    if place.database.path is None:
        with _of_server(place) as connection:
            yield connection
        return
    with tempfile.TemporaryDirectory(prefix="zoo-") as folder, copied(place, Path(folder)).reading() as connection:
        yield connection


def copied(place: Place, folder: Path) -> Database:
    """Returns a copy of a store in a file, in `folder`, brought to this version."""
    file = folder / FILE
    backups.copy(place.database, file)
    copy = Database(sa.URL.create("sqlite", database=str(file)))

    def work(connection: sa.Connection) -> None:
        if not schema.is_current(found := schema.recorded(connection), place.where):
            migrations.upgrade(connection, found, place.runs)

    copy.write(work)
    return copy


@contextlib.contextmanager
def _of_server(place: Place) -> Iterator[sa.Connection]:
    with place.database.reading() as connection:
        if not schema.is_current(schema.recorded(connection), place.where):
            raise StoreError(
                f"The store {place.where} is of an earlier version.",
                cause="What a server has is upgraded where it is, when this zoo opens it.",
                hint=place.command("zoo", "runs"),
            )
        yield connection
