"""Stores as they are typed: a `ZOO_HOME` folder, the file of a store, or a SQLAlchemy URL."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from zoo import paths
from zoo.errors import StoreError, shell_quote
from zoo.store import schema
from zoo.store.database import Database

_URL = re.compile(r".*:.*@")
"""How a mistyped address looks, `postgresql:/me:password@server`: an error does not say all of it."""

SQLITE = b"SQLite format 3\0"
"""How the file of a database begins."""

FILE, RUNS = "zoo.db", "runs"
"""What the store of a `ZOO_HOME` folder is called, and the folder of its runs."""


class Place(NamedTuple):
    """Where a store is.

    Args:
        database: the store's.
        home: the folder that a store in a file stands in.
        runs: the folder with a folder per run; None where nobody knows.
    """

    database: Database
    home: Path | None = None
    runs: Path | None = None

    @property
    def where(self) -> str:
        """The file, or the URL without its password."""
        return self.database.where

    def command(self, *words: str) -> str:
        """Returns a command as it is typed for this store."""
        if self.home is not None and self.database.path == self.home / FILE:
            return f"{shell_quote(f'ZOO_HOME={self.home}')} {shell_quote(*words)}"
        path = self.database.path
        url = sa.URL.create("sqlite", database=str(path)).render_as_string() if path else self.where
        return f"{shell_quote(f'ZOO_STORE={url}')} {shell_quote(*words)}"

    def is_same(self, other: Place) -> bool:
        """Whether both are one database, as far as their addresses tell."""
        if self.database.path and other.database.path:
            return self.database.path.resolve() == other.database.path.resolve()
        return self.database.engine.url == other.database.engine.url

    def must_exist(self) -> None:
        """Raises `StoreError` where there is no store, or a later zoo has changed it."""
        found, path = None, self.database.path
        if path is not None and path.is_file() and not _is_database(path):
            raise StoreError(
                f"{self.where} is no store.",
                cause="It is no SQLite database. An exported leaderboard has figures, and no runs.",
                hint="zoo leaderboard --from FILE   (for an export)",
            )
        if path is None or path.is_file():
            with self.database.reading() as connection:
                found = schema.recorded(connection)
        if found is None:
            cause = "Expected a ZOO_HOME folder, the file of a store, or the URL of a database."
            raise StoreError(f"There is no store in {self.where}.", cause=cause, hint="zoo doctor")
        schema.is_current(found, self.where)


def place(typed: str, files: Path | None = None) -> Place:
    """Returns the store that is meant; a path without an ending that is no file is a `ZOO_HOME` folder.

    Args:
        files: where the folders of its runs are: a `ZOO_HOME` folder or its folder `runs`; by default beside its file.

    Raises:
        StoreError: a URL that is none, or of a database that is not known here.
    """
    is_url = "://" in typed or (_URL.match(typed) and not Path(typed).exists())
    database = Database(typed if is_url else sa.URL.create("sqlite", database=str(_file(paths.expand(typed)))))
    home = database.path.parent if database.path else None
    beside = files or home
    return Place(database, home, beside / RUNS if beside and (beside / RUNS).is_dir() else files)


def here() -> Place:
    """Returns this zoo's own store."""
    database = Database(paths.store_url())
    return Place(database, database.path.parent if database.path else None, paths.runs_folder())


def _is_database(path: Path) -> bool:
    """Whether a file is empty or begins as a database does; of one that cannot be read, SQLite says why."""
    try:
        with path.open("rb") as stream:
            return stream.read(len(SQLITE)) in (SQLITE, b"")
    except OSError:
        return True


def _file(path: Path) -> Path:
    return path if path.is_file() or (path.suffix and not path.is_dir()) else path / FILE
