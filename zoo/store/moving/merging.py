"""The runs of another store brought into this one, each once: rows and folders, some at a time.

A folder is copied before the store knows of its run, and renamed in the transaction that records the run. Whatever
ends a merge, what it recorded is whole, and the next one finds that here and goes on.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import sqlalchemy as sa

from zoo import paths
from zoo.errors import UsageError
from zoo.progress import track
from zoo.store import DONE, INTERRUPTED, RunRecord, attempts, migrations, rows, schema
from zoo.store.damage import Damage
from zoo.store.database import Database
from zoo.store.moving import raw
from zoo.store.moving.bringing import Bringing, bringing
from zoo.store.moving.comparing import FURTHER, HERE, LEFT_OUT, NEW, Alike, Here, Step, attempt, decide, origin_moved
from zoo.store.moving.places import Place
from zoo.store.moving.snapshots import snapshot

NOTHING: Mapping[str, str] = MappingProxyType({})

AT_A_TIME = 100
"""Runs in a transaction: their folders are copied before it."""

_runs = schema.runs


def merge(other: Place, ours: Place, *, removed: bool = False, dry_run: bool = False) -> Merged:
    """Brings the runs of another store into this one.

    Args:
        removed: whether runs whose names were removed here are brought all the same, under other names.
        dry_run: whether nothing is brought.

    Raises:
        UsageError: both are one store.
        StoreError: one cannot be read, or this one not written; what was brought until then is here.
    """
    if other.is_same(ours):
        raise UsageError(f"{other.where} is this zoo's own store.", hint="zoo merge --help")
    with snapshot(other) as theirs:
        damaged: list[Damage] = []
        found = rows.records(theirs, [], damaged=damaged.append)[::-1]
        merger = _Merger(theirs, other.runs, ours.database, removed)
        plan = merger.plan(found, empty=not migrations.prepare(ours.database, create=not dry_run))
        return Merged(plan if dry_run else list(merger.bring(plan)), damaged)


class Merged(NamedTuple):
    """What became of the runs of another store.

    Args:
        steps: the oldest run first.
        damaged: the rows there that are not read.
    """

    steps: list[Step]
    damaged: list[Damage]


class _Merger:
    """What brings runs: `theirs` reads the other store, whose runs have their folders in `there`."""

    def __init__(self, theirs: sa.Connection, there: Path | None, ours: Database, removed: bool) -> None:
        self._theirs, self._there, self._ours, self._removed = theirs, there, ours, removed
        self._called: dict[str, str] = {}

    def plan(self, found: Sequence[RunRecord], *, empty: bool) -> list[Step]:
        """Returns what is to become of runs; `empty`: nothing is recorded here."""
        if empty:
            return list(self._decided(found, Here(), lambda own, run: False))
        with self._ours.reading() as connection:
            here = Here.read(connection)
            return list(self._decided(track(found, len(found), "comparing", "runs"), here, self._alike(connection)))

    def bring(self, plan: Sequence[Step]) -> Iterator[Step]:
        """Brings what a plan says, and yields what became of each."""
        with bringing(self._there, self._names) as folders:
            steps = track(plan, len(plan), "merging", "runs")
            for part in iter(lambda: list(itertools.islice(steps, AT_A_TIME)), []):
                wanted = [step.run.name for step in part if step.what in (NEW, FURTHER) or self._lacks_folder(step)]
                yield from self._brought(part, wanted, folders) if wanted else part
        self._ours.write(raw.take_stock)

    def _brought(self, part: list[Step], wanted: list[str], folders: Bringing) -> list[Step]:
        whole = rows.records(self._theirs, [_runs.c.name.in_(wanted)], details=True)
        wrong = {run.name: what for run in whole if (what := folders.copy(run))}
        runs = [step.run for step in part]

        def work(connection: sa.Connection) -> list[Step]:
            folders.take_back()  # where the connection was lost, this is not the first time
            here = Here.read(connection, {run.experiment_id for run in runs})
            steps = self._decided(runs, here, self._alike(connection), wrong)
            return [self._record(connection, step, folders) for step in steps]

        steps = self._ours.write(work)
        folders.done()
        return steps

    def _decided(
        self, found: Iterable[RunRecord], here: Here, alike: Alike, wrong: Mapping[str, str] = NOTHING
    ) -> Iterator[Step]:
        """Yields what is to become of runs, the oldest first; `wrong`: what is wrong with their folders, by name."""
        for run in found:
            step = decide(run, here, alike, removed=self._removed)
            if step.what in (NEW, FURTHER) and run.name in wrong:
                step = Step(run, LEFT_OUT, notes=(wrong[run.name],), damaged=True)
            elif step.what in (NEW, FURTHER) and step.name:
                here.add(replace(run, name=step.name))
                self._called |= {run.name: step.name} if run.name != step.name else {}
                step = step.noted(*self._to_be_said(run))
            yield step

    def _to_be_said(self, run: RunRecord) -> Iterator[str]:
        if (run.status == DONE or run.epochs_done) and not self._has_folder(run):
            yield "There is no folder of it, so that its files are not here."
        if moved := origin_moved(run, self._called):
            yield moved

    def _record(self, connection: sa.Connection, step: Step, folders: Bringing) -> Step:
        """Writes a run and gives its folder its place, where that is to be done."""
        if step.name is None or step.what == LEFT_OUT:
            return step
        if step.what == HERE:
            if self._lacks_folder(step):
                folders.place(step.run.name, step.name)
                return step.noted("Its folder was missing here, and is brought.")
            return step
        if what := self._write(connection, step):
            return Step(step.run, LEFT_OUT, notes=(f"This store cannot hold it: {what}.",), damaged=True)
        folders.place(step.run.name, step.name, instead=step.what == FURTHER)
        return step

    def _write(self, connection: sa.Connection, step: Step) -> str | None:
        """Writes the rows of a run under its name here, and returns why the store cannot hold them."""
        (row,) = raw.read(self._theirs, _runs, _runs.c.name == step.run.name)
        own = connection.execute(sa.select(_runs.c.id, _runs.c.token).where(_runs.c.name == step.name)).first()
        number = own.id if own else (connection.scalar(sa.select(sa.func.max(_runs.c.id))) or 0) + 1
        named = {"id": number, "name": step.name, "attempt": attempt(str(step.name))}
        token = max(step.run.token, own.token if own else 0)
        several = {_runs: [raw.changed(_runs, row, **named, token=token)]}
        for table in (schema.metric, schema.predictions):
            found = raw.read(self._theirs, table, table.c.run == row[0])
            several[table] = [raw.changed(table, each, run=number) for each in found]
        for table, written in several.items():
            for _, what in raw.unfit(connection, table, written):
                return what
        connection.execute(sa.delete(_runs).where(_runs.c.id == number))
        for table, written in several.items():
            raw.write(connection, table, written)
        raw.number_on(connection)
        if step.run.status == INTERRUPTED:
            attempts.write_down(connection, replace(step.run, name=str(step.name)))
        return None

    def _alike(self, connection: sa.Connection) -> Alike:
        """Returns what tells whether a run here and one there have the same weights, or where none are known result."""
        return lambda own, run: _result(connection, own.name) == _result(self._theirs, run.name)

    def _has_folder(self, run: RunRecord) -> bool:
        return self._there is not None and (self._there / run.name).is_dir()

    def _lacks_folder(self, step: Step) -> bool:
        """Whether a run that is here has its folder there alone."""
        return step.what == HERE and not paths.run_folder(str(step.name)).is_dir() and self._has_folder(step.run)

    def _names(self) -> set[str]:
        with self._ours.reading() as connection:
            return {str(name) for name in connection.scalars(sa.select(_runs.c.name))}


def _result(connection: sa.Connection, name: str) -> object:
    for run in rows.records(connection, [_runs.c.name == name], details=True):
        return (run.result or {}).get("weights_sha256") or run.test_accuracy
    return None
