"""The runs of a zoo: begun, finished or failed, and found again."""

from __future__ import annotations

import itertools
import operator
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, fields
from typing import Any

import sqlalchemy as sa

from zoo import home
from zoo.errors import StoreError, UsageError, close_names
from zoo.store import finished, schema
from zoo.store.database import Database
from zoo.store.liveness import as_it_is, this_machine
from zoo.store.records import DETAILS, DONE, FAILED, INTERRUPTED, MEASURED, RUNNING, Finished, RunRecord, finite, now

_runs = schema.runs
_WHOLE = [_runs.c[field.name] for field in fields(RunRecord)]
_BRIEF = [column for column in _WHOLE if column.name not in DETAILS]


CHUNK = 1000
"""How many rows are fetched at a time where all of them need not be in memory."""


class Store:
    """The runs in a database. Every method is one transaction, and safe beside other processes.

    Raises:
        StoreError: from any method: the database cannot be read or written.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._empty = False

    @classmethod
    def open(cls, url: str | None = None, *, create: bool = True) -> Store:
        """Opens the store at a SQLAlchemy URL; by default the SQLite file `zoo.db` in `ZOO_HOME`.

        Args:
            create: makes the store where there is none. Without it such a store reads as empty, and nothing is written.

        Raises:
            StoreError: it cannot be made or read, or was changed by a later zoo.
        """
        store = cls(Database(url or f"sqlite:///{home.home() / 'zoo.db'}"))
        store._prepare(create)
        return store

    @property
    def where(self) -> str:
        """The file or the URL, for messages."""
        return self._database.where

    def begin(self, record: RunRecord) -> str:
        """Records that a run has begun, and returns its name: the experiment's id and the number of this attempt."""
        with self._database.writing() as connection:
            attempts = sa.select(sa.func.max(_runs.c.attempt)).where(_runs.c.experiment_id == record.experiment_id)
            attempt = (connection.execute(attempts).scalar() or 0) + 1
            name = f"{record.experiment_id}.{attempt}"
            own = {"name": name, "attempt": attempt, "status": RUNNING, "started": record.started or now()}
            process = {"pid": record.pid or os.getpid(), "host": record.host or this_machine()}
            connection.execute(sa.insert(_runs).values({**finite(asdict(record)), **own, **process}))
        return name

    def finish(self, name: str, result: Mapping[str, Any]) -> None:
        """Records the result of a running run, all of it in one transaction; NaN and infinity as None.

        Raises:
            StoreError: no run of that name is running.
        """
        result = finite(result)
        measured = {column: result[column] for column in MEASURED if result.get(column) is not None}
        self._end(name, status=DONE, result=result, **measured)

    def fail(self, name: str, error: Mapping[str, Any] | None, status: str = FAILED) -> None:
        """Records that a running run ended without a result: failed, or interrupted. Raises as `finish` does."""
        self._end(name, status=status, error=finite(error))

    def runs(
        self,
        *,
        status: str | None = None,
        experiment_id: str | None = None,
        group_id: str | None = None,
        names: Collection[str] | None = None,
        details: bool = False,
    ) -> list[RunRecord]:
        """Returns the runs that match, newest first; their JSON columns only with `details`."""
        wanted = {"experiment_id": experiment_id, "group_id": group_id}
        conditions = [_runs.c[column] == value for column, value in wanted.items() if value is not None]
        if names is not None:
            conditions.append(_runs.c.name.in_(names))
        if status is not None:
            # What is interrupted may still say that it is running: only a look at its process tells.
            stored = (RUNNING, INTERRUPTED) if status == INTERRUPTED else (status,)
            conditions.append(_runs.c.status.in_(stored))
        return [record for record in self._read(conditions, details) if status in (None, record.status)]

    def finished(self) -> Iterator[list[Finished]]:
        """Yields each group's finished runs, newest first: of every seed the latest of each code, data and protocol.

        The database groups and sorts, in one pass; of what it finds, one group at a time is in memory.
        """
        if self._empty:
            return
        with self._database.reading() as connection:
            found = connection.execution_options(yield_per=CHUNK).execute(finished.query())
            runs = (Finished._make(row) for row in found)
            for _, group in itertools.groupby(runs, key=operator.attrgetter("group_id")):
                yield list(group)

    def run(self, name: str) -> RunRecord:
        """Returns a run, whole, by its name or by the beginning of it; of one experiment's attempts the latest.

        Raises:
            UsageError: no run begins so, or those of several experiments do.
        """
        if exact := self._read([_runs.c.name == name], details=True):
            return exact[0]
        found = self._read([_runs.c.name.startswith(name, autoescape=True)], details=True) if name else []
        if not found:
            raise self._unknown(name)
        if len({record.experiment_id for record in found}) > 1:
            raise UsageError(
                f"Several runs begin with {name!r}.",
                cause=f"{len(found)} of them, {', '.join(record.name for record in found[:3])} among them.",
                hint=f"zoo show {found[0].name}",
            )
        return found[0]

    def known_data(self) -> dict[str, str]:
        """Returns, for each dataset expression, the fingerprint that its newest run saw."""
        newest = sa.func.max(_runs.c.id)
        seen = sa.select(_runs.c.dataset, _runs.c.data).where(_runs.c.data.is_not(None))
        rows = self._rows(seen.group_by(_runs.c.dataset, _runs.c.data).order_by(newest))
        return {row.dataset: row.data for row in rows}

    def _prepare(self, create: bool) -> None:
        from zoo import __version__

        if create:
            self._database.make_folder()
        elif not self._database.exists():
            self._empty = True
            return
        with self._database.reading() as connection:
            found = schema.recorded(connection)
        if found is None and create:
            with self._database.writing() as connection:
                schema.create(connection, __version__)
                found = schema.recorded(connection)
        self._empty = found is None
        if found is not None:
            schema.check(found, where=self.where, zoo=__version__)
        if found is not None and found[0] < schema.VERSION:
            with self._database.writing() as connection:
                schema.upgrade(connection, __version__)

    def _end(self, name: str, **values: Any) -> None:
        running = (_runs.c.name == name) & (_runs.c.status == RUNNING)
        with self._database.writing() as connection:
            ended = connection.execute(sa.update(_runs).where(running).values(finished=now(), **values))
        if ended.rowcount != 1:
            raise StoreError(f"{name!r} is not a running run of the store {self.where}.", hint="zoo runs")

    def _read(self, conditions: list[Any], details: bool) -> list[RunRecord]:
        columns = _WHOLE if details else _BRIEF
        query = sa.select(*columns).where(*conditions).order_by(_runs.c.id.desc())
        names = [column.name for column in columns]
        return [as_it_is(RunRecord(**dict(zip(names, row, strict=True)))) for row in self._rows(query)]

    def _rows(self, query: sa.Select[Any]) -> list[Any]:
        if self._empty:
            return []
        with self._database.reading() as connection:
            return list(connection.execute(query))

    def _unknown(self, name: str) -> UsageError:
        names = [row.name for row in self._rows(sa.select(_runs.c.name).order_by(_runs.c.id.desc()))]
        close = close_names(name, names)
        cause = f"Close: {', '.join(close)}." if close else f"The store {self.where} has {len(names) or 'no'} runs."
        return UsageError(f"No run is called {name!r}.", cause=cause, hint="zoo runs")
