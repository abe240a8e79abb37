"""The runs of a zoo: begun, finished or failed, and found again."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from zoo import home
from zoo.errors import LeaseLost, UsageError, close_names
from zoo.store import beginning, finished, opening, rows, schema
from zoo.store.database import Database
from zoo.store.leases import Lease
from zoo.store.records import DONE, FAILED, INTERRUPTED, MEASURED, RUNNING, Finished, RunRecord, finite, now

_runs = schema.runs

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
        store._empty = not opening.prepare(store._database, create=create)
        return store

    @property
    def where(self) -> str:
        """The file or the URL, for messages."""
        return self._database.where

    def begin(self, record: RunRecord, *, resume: str | None = None, once: bool = False) -> Lease:
        """Records that a run has begun, as the next attempt at its experiment, or goes on.

        A run of the same experiment that still says it is running, but is dead, is written down as interrupted.

        Args:
            record: what is recorded of a new run; of one that goes on its process alone.
            resume: the name of the run that goes on: it keeps its beginning, and whoever had it before cannot write it
                any more.
            once: refuses too where a run of the same experiment, code, data and protocol is done.

        Returns:
            The right to write the run; renew it by `beat`.

        Raises:
            Busy: another process is training the experiment, or has done so meanwhile.
            UsageError: the run to resume is not there, or has ended for good.
        """
        with self._database.writing() as connection:
            return beginning.begin(connection, record, resume=resume, once=once)

    def beat(self, leases: Iterable[Lease], epochs: Mapping[str, int] = MappingProxyType({})) -> list[Lease]:
        """Says that the runs' process is alive, and returns the leases that are lost: passed on, or the run has ended.

        Args:
            epochs: by the run's name, how many epochs its checkpoint holds, where there is news of that.
        """
        leases, lost = list(leases), []
        if not leases:
            return []
        with self._database.writing() as connection:
            for lease in leases:
                news = {"epochs_done": epochs[lease.name]} if lease.name in epochs else {}
                if not _write(connection, lease, heartbeat=now(), **news):
                    lost.append(lease)
        return lost

    def finish(self, lease: Lease, result: Mapping[str, Any]) -> None:
        """Records the result of a running run, all of it in one transaction; NaN and infinity as None.

        Raises:
            LeaseLost: the run was passed on to another process, or has ended; nothing is written.
        """
        result = finite(result)
        measured = {column: result[column] for column in MEASURED if result.get(column) is not None}
        self._end(lease, status=DONE, result=result, epochs_done=None, **measured)

    def fail(self, lease: Lease, error: Mapping[str, Any] | None, status: str = FAILED) -> None:
        """Records that a running run ended without a result: failed, interrupted or diverged.

        Raises:
            LeaseLost: as for `finish`.
        """
        self._end(lease, status=status, error=finite(error))

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

    def _end(self, lease: Lease, **values: Any) -> None:
        with self._database.writing() as connection:
            ended = _write(connection, lease, finished=now(), **values)
        if not ended:
            raise LeaseLost(
                f"{lease.name!r} is not a running run of this process in the store {self.where}.",
                cause="It was resumed by another one, or has ended; what this one made of it is not recorded.",
                hint=f"zoo show {lease.name}",
            )

    def _read(self, conditions: list[Any], details: bool) -> list[RunRecord]:
        if self._empty:
            return []
        with self._database.reading() as connection:
            return rows.records(connection, conditions, details=details)

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


def _write(connection: sa.Connection, lease: Lease, **values: Any) -> bool:
    """Writes columns of a run that is running under a lease, and returns whether it is."""
    own = (_runs.c.name == lease.name) & (_runs.c.token == lease.token) & (_runs.c.status == RUNNING)
    return connection.execute(sa.update(_runs).where(own).values(values)).rowcount == 1
