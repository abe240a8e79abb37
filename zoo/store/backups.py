"""Copies of a store in a file, by SQLite's backup API: of one moment, and whole or not there at all."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

from zoo.errors import StoreError, UsageError
from zoo.files import sync, writable
from zoo.store.database import Database
from zoo.store.dialects import PATIENCE

SUFFIX = ".backup"
"""How the names of copies end that stand beside the store."""


def before_upgrade(database: Database, version: int) -> Path | None:
    """Copies the store to a new file beside it, `zoo.db.version-N.backup`; None where the store is no file.

    Nothing is overwritten: where that name is taken, a number follows.
    """
    if database.path is None:
        return None
    stem = f"{database.path}.version-{version}"
    names = (f"{stem}.{number}{SUFFIX}" if number else f"{stem}{SUFFIX}" for number in itertools.count())
    target = next(path for path in map(Path, names) if not path.exists())
    copy(database, target)
    return target


def copy(database: Database, target: Path) -> None:
    """Copies the store to `target`, in whose place it stands when all of it is on the disk; others may write meanwhile.

    Raises:
        UsageError: the store is no file, or `target` is the store, or is there and no file: a device, a pipe.
        StoreError: the store is not there or cannot be read, or `target` not written; what stood there is untouched.
    """
    if database.path is None:
        raise UsageError(f"The store {database.where} is no file.", hint=database.dialect.backup)
    if not database.path.exists():
        raise StoreError(f"There is no store in {database.where}.", hint="zoo run")
    if target.exists() and target.samefile(database.path):
        raise UsageError(f"{str(target)!r} is the store itself.", hint="zoo store backup FILE")
    if os.path.lexists(target) and not target.is_file():
        raise UsageError(
            f"{str(target)!r} is there, and not a file: a copy does not take its place.", hint="zoo store backup FILE"
        )
    temporary = None
    try:
        with writable(target):
            descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
            os.close(descriptor)
            with database.explained("copied"):
                _fill(database.path, temporary)
            shutil.copymode(database.path, temporary)
            sync(Path(temporary))
            os.replace(temporary, target)
            sync(target.parent)
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def _fill(source: Path, target: str) -> None:
    with (
        contextlib.closing(sqlite3.connect(source, timeout=PATIENCE)) as ours,
        contextlib.closing(sqlite3.connect(target)) as theirs,
    ):
        theirs.execute("PRAGMA journal_mode=OFF")  # what fails half-way is thrown away
        ours.backup(theirs)
