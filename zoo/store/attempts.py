"""Attempts at an experiment: begun anew or where an earlier process left off, by one at a time; and removed."""

from __future__ import annotations

import itertools
import operator
import os
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from zoo.errors import UsageError
from zoo.paths import is_run_name
from zoo.store import clock, leases, rows
from zoo.store.damage import Damage
from zoo.store.leases import Busy, Lease, this_machine
from zoo.store.records import DONE, FAILED, INTERRUPTED, RUNNING, RunRecord, finite
from zoo.store.schema import removed, runs

RESUMABLE = (INTERRUPTED, FAILED)
"""In which states a run may go on from its checkpoint. One that diverged would diverge again."""


_MADE_AS = operator.attrgetter("code", "data", "protocol")


def begin(connection: sa.Connection, record: RunRecord, *, resume: str | None, once: bool) -> Lease:
    """Begins or resumes a run; see `Store.begin`. The caller's transaction shuts out all other writers."""
    attempts = rows.records(connection, [runs.c.experiment_id == record.experiment_id])
    for run in attempts:
        if run.status == RUNNING or (once and run.status == DONE and _MADE_AS(run) == _MADE_AS(record)):
            raise Busy(run)
        if run.status == INTERRUPTED:
            write_down(connection, run)
    return _anew(connection, record) if resume is None else _again(connection, record, attempts, resume)


def remove(connection: sa.Connection, name: str) -> None:
    """Removes the record of a run; see `Store.remove`. The caller's transaction shuts out all other writers."""
    damaged: list[Damage] = []
    found = rows.records(connection, [rows.named(name)], damaged=damaged.append)
    if not found and not damaged:
        raise UsageError(f"No run is called {name!r}.", hint="zoo runs")
    if found and found[0].status == RUNNING:
        raise UsageError(f"Run {name!r} is running.", hint=f"wait for its end: zoo logs {name} -f")
    if is_run_name(name):
        _use_up(connection, *name.rsplit(".", 1))
    connection.execute(sa.delete(runs).where(rows.named(name)))


def _use_up(connection: sa.Connection, experiment_id: str, attempt: str) -> None:
    """Writes down that no run is given this name any more."""
    of_experiment = removed.c.experiment_id == experiment_id
    before = connection.scalar(sa.select(removed.c.attempt).where(of_experiment))
    if not isinstance(before, int) or before < int(attempt):
        connection.execute(sa.delete(removed).where(of_experiment))
        connection.execute(sa.insert(removed).values(experiment_id=experiment_id, attempt=int(attempt)))


def _anew(connection: sa.Connection, record: RunRecord) -> Lease:
    attempt = _next_attempt(connection, record.experiment_id)
    name = f"{record.experiment_id}.{attempt}"
    started = record.started or clock.stamp(connection)
    own = {"name": name, "attempt": attempt, "status": RUNNING, "started": started, "token": 1}
    asked = {column.name: getattr(record, column.name) for column in rows.WHOLE}
    connection.execute(
        sa.insert(runs).values({**finite(asked), **own, "test_accuracy": None, **_process(connection, record)})
    )
    return Lease(name, 1)


def _again(connection: sa.Connection, record: RunRecord, attempts: Iterable[RunRecord], name: str) -> Lease:
    run = next((run for run in attempts if run.name == name), None)
    if run is None:
        raise UsageError(f"Run {name!r} of experiment {record.experiment_id} is not recorded.", hint="zoo runs")
    if run.status == DONE:
        raise Busy(run)
    if run.status not in RESUMABLE:
        raise UsageError(f"Run {name!r} cannot be resumed: it is {run.status}.", hint=f"zoo show {name}")
    again = {"status": RUNNING, "token": run.token + 1, "finished": None, "error": None}
    connection.execute(sa.update(runs).where(runs.c.name == name).values({**again, **_process(connection, record)}))
    return Lease(name, run.token + 1)


def _next_attempt(connection: sa.Connection, experiment_id: str) -> int:
    """Returns the number after the highest that an attempt at an experiment ever had; 1 where there was none."""
    queries = [sa.select(table.c.attempt).where(table.c.experiment_id == experiment_id) for table in (runs, removed)]
    found = [number for query in queries for number in connection.scalars(query)]
    following = itertools.count(max((number for number in found if isinstance(number, int)), default=0) + 1)
    # In a damaged row, the name may have the number that is in no column.
    taken = sa.select(runs.c.id).where(runs.c.name == sa.bindparam("taken"))
    return next(n for n in following if not connection.scalar(taken, {"taken": f"{experiment_id}.{n}"}))


def write_down(connection: sa.Connection, run: RunRecord) -> None:
    """Writes a dead run down as interrupted, unless that has been done."""
    still = (runs.c.name == run.name) & (runs.c.status == RUNNING)
    ended = {"status": INTERRUPTED, "finished": run.heartbeat or run.started, "error": leases.lost(run).to_dict()}
    connection.execute(sa.update(runs).where(still).values(ended))


def _process(connection: sa.Connection, record: RunRecord) -> dict[str, Any]:
    """Returns the columns that say which process has the run, and that it is alive."""
    process = {"pid": record.pid or os.getpid(), "host": record.host or this_machine()}
    return {**process, "heartbeat": record.heartbeat or clock.stamp(connection)}
