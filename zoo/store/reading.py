"""How runs are found in a store: by what they are, by name, or as a ranking needs them."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from zoo.errors import UsageError, close_names
from zoo.store import predictions, rows, schema
from zoo.store.damage import Check, Damage, DamagedRun
from zoo.store.database import Database
from zoo.store.metrics import key
from zoo.store.predictions import Correct
from zoo.store.records import INTERRUPTED, RUNNING, Finished, RunRecord
from zoo.store.telling import to_stderr

_runs = schema.runs


class Reader:
    """The part of `Store` that reads.

    Args:
        empty: whether there are no tables, so that it has no runs.
        tell: is given a line, once, for each run that is damaged and left out.
    """

    def __init__(self, database: Database, *, empty: bool, tell: Callable[[str], None] = to_stderr) -> None:
        self._database, self._empty, self._tell, self._told = database, empty, tell, set[str]()

    @property
    def where(self) -> str:
        """The file or the URL, for messages."""
        return self._database.where

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
        if status is not None and experiment_id is None:  # else SQLite goes through all runs of that status
            # What is interrupted may still say that it is running: only a look at its process tells.
            stored = (RUNNING, INTERRUPTED) if status == INTERRUPTED else (status,)
            conditions.append(_runs.c.status.in_(stored))
        return [record for record in self._read(conditions, details) if status in (None, record.status)]

    def newest_of(self, kind: str, name: str) -> RunRecord | None:
        """Returns the newest run that a component was part of, whole, as its record says; None where there is none."""
        named = _contains(_runs.c[kind], name)
        said = _contains(sa.cast(_runs.c.provenance, sa.String), f'"{kind}:{name}"')
        newest = self._rows(sa.select(_runs.c.id).where(named & said).order_by(_runs.c.id.desc()).limit(1))
        return next((run for row in newest for run in self._read([_runs.c.id == row.id], details=True)), None)

    def names(self) -> set[str]:
        """Returns the names of all runs, the damaged ones among them."""
        return {str(row.name) for row in self._rows(sa.select(_runs.c.name))}

    def finished(
        self, metrics: Iterable[str] = (), *, names: Collection[str] | None = None
    ) -> Iterator[list[Finished]]:
        """Yields each group's runs that ended, newest first: of every seed the latest of each end, code, data and
        protocol.

        The database groups and sorts, in one pass; of what it finds, one group at a time is in memory.

        Args:
            metrics: the keys of those that they are to have.
            names: of which runs; by default of all.
        """
        if self._empty:
            return
        conditions = [] if names is None else [_runs.c.name.in_(names)]
        with self._database.reading() as connection:
            found = rows.finished(connection, conditions, metrics, self._left_out)
            for _, group in itertools.groupby(found, key=operator.attrgetter("group_id")):
                yield list(group)

    def correct(self, names: Iterable[str]) -> dict[str, Correct]:
        """Returns which test images runs got right, by the run's name; a run of which nothing is kept is absent."""
        wanted, found = list(names), dict[str, Correct]()
        parts = [wanted[start : start + rows.CHUNK] for start in range(0, len(wanted), rows.CHUNK)]

        def read(connection: sa.Connection) -> None:
            for part in parts:
                for name, correct, damage in predictions.read(connection, _runs.c.name.in_(part)):
                    if damage is None:
                        found[name] = correct
                    else:
                        self._left_out(damage)

        if not self._empty:
            self._database.read(read)
        return found

    def run(self, name: str) -> RunRecord:
        """Returns a run, whole, by its name or by the beginning of it; of one experiment's attempts the latest.

        Raises:
            UsageError: no run begins so, or those of several experiments do.
            DamagedRun: it is not as it was written.
        """
        damaged: list[Damage] = []
        for called in (rows.named(name), _begins(_runs.c.name, name)):
            if found := self._read([called], details=True, damaged=damaged.append):
                break
            if damaged:
                raise DamagedRun(damaged[0])
        else:
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
        wrong = Check(("dataset", "data"))
        return {row.dataset: row.data for row in rows if wrong(row) is None}

    def measured(self) -> set[str]:
        """Returns the keys of all metrics that any run has."""
        return {
            key(row.split, row.name)
            for row in self._rows(sa.select(schema.metric.c.split, schema.metric.c.name).distinct())
        }

    def damaged_runs(self) -> list[Damage]:
        """Returns each run that is not as it was written; its JSON and what it got right are looked at too."""
        if self._empty:
            return []
        wrong = self._database.read(lambda connection: [wrong for *_, wrong in predictions.read(connection) if wrong])
        numbers = [row.id for row in self._rows(sa.select(_runs.c.id))]
        for start in range(0, len(numbers), 100):  # few at a time: their JSON is many times the rest
            self._read([_runs.c.id.in_(numbers[start : start + 100])], details=True, damaged=wrong.append)
        return list({damage.run: damage for damage in wrong}.values())

    def damage(self) -> list[str]:
        """Returns what SQLite finds wrong with its file, a line each; nothing where it is whole, or a server's."""
        return [] if self._empty else self._database.read(self._database.dialect.damage)

    def _read(
        self, conditions: list[Any], details: bool, damaged: Callable[[Damage], None] | None = None
    ) -> list[RunRecord]:
        if self._empty:
            return []
        tell = damaged or self._left_out
        return self._database.read(lambda own: rows.records(own, conditions, details=details, damaged=tell))

    def _left_out(self, damage: Damage) -> None:
        if damage.run not in self._told:
            self._told.add(damage.run)
            self._tell(f"Run {damage.run} is damaged, and left out: {damage.what}. Try: {damage.remedy}")

    def _rows(self, query: sa.Select[Any]) -> list[Any]:
        return [] if self._empty else self._database.read(lambda connection: list(connection.execute(query)))

    def _unknown(self, name: str) -> UsageError:
        names = self.names()
        close = close_names(name, names)
        cause = f"Close: {', '.join(close)}." if close else f"The store {self.where} has {len(names) or 'no'} runs."
        return UsageError(f"No run is called {name!r}.", cause=cause, hint="zoo runs")


def _begins(column: sa.ColumnElement[str], text: str) -> sa.ColumnElement[bool]:
    """Returns the condition that a text begins so, which an index answers; nothing begins with nothing."""
    return (column >= text) & (column <= f"{text}\U0010ffff") if text else sa.false()


def _contains(column: sa.ColumnElement[str], text: str) -> sa.ColumnElement[bool]:
    """Returns the condition that a text contains this one, letter by letter: what LIKE means is for each database to
    say."""
    return sa.func.replace(column, text, "") != column
