"""How a run begins: anew or where an earlier process left it, and by one process at a time."""

from __future__ import annotations

import os
from typing import Any

import sqlalchemy as sa

from zoo.errors import UsageError
from zoo.store import leases, rows
from zoo.store.leases import Busy, Lease
from zoo.store.liveness import this_machine
from zoo.store.records import DONE, FAILED, INTERRUPTED, RUNNING, RunRecord, finite, now
from zoo.store.schema import removed, runs

RESUMABLE = (INTERRUPTED, FAILED)
"""In which states a run may go on from its checkpoint. One that diverged would diverge again."""


def begin(connection: sa.Connection, record: RunRecord, *, resume: str | None, once: bool) -> Lease:
    """Begins or resumes a run; see `Store.begin`. The caller's transaction shuts out all other writers."""
    attempts = rows.records(connection, [runs.c.experiment_id == record.experiment_id])
    for run in attempts:
        if run.status == RUNNING or (once and run.status == DONE and _made_as(record, run)):
            raise Busy(run)
    for run in attempts:
        if run.status == INTERRUPTED:
            _write_down(connection, run)
    return _anew(connection, record) if resume is None else _again(connection, record, resume)


def _anew(connection: sa.Connection, record: RunRecord) -> Lease:
    attempt = _last_attempt(connection, record.experiment_id) + 1
    name = f"{record.experiment_id}.{attempt}"
    own = {"name": name, "attempt": attempt, "status": RUNNING, "started": record.started or now(), "token": 1}
    asked = {column.name: getattr(record, column.name) for column in rows.WHOLE}
    connection.execute(sa.insert(runs).values({**finite(asked), **own, "test_accuracy": None, **_process(record)}))
    return Lease(name, 1)


def _again(connection: sa.Connection, record: RunRecord, name: str) -> Lease:
    found = rows.records(connection, [runs.c.experiment_id == record.experiment_id, runs.c.name == name])
    if not found:
        raise UsageError(f"Run {name!r} of experiment {record.experiment_id} is not recorded.", hint="zoo runs")
    (run,) = found
    if run.status == DONE:
        raise Busy(run)
    if run.status not in RESUMABLE:
        raise UsageError(f"Run {name!r} cannot be resumed: it is {run.status}.", hint=f"zoo show {name}")
    again = {"status": RUNNING, "token": run.token + 1, "finished": None, "error": None}
    connection.execute(sa.update(runs).where(runs.c.name == name).values({**again, **_process(record)}))
    return Lease(name, run.token + 1)


def _last_attempt(connection: sa.Connection, experiment_id: str) -> int:
    """Returns the highest number that an attempt at an experiment ever had, 0 where there was none."""
    queries = (
        sa.select(sa.func.max(runs.c.attempt)).where(runs.c.experiment_id == experiment_id),
        sa.select(removed.c.attempt).where(removed.c.experiment_id == experiment_id),
    )
    return max(connection.execute(query).scalar() or 0 for query in queries)


def _made_as(record: RunRecord, run: RunRecord) -> bool:
    return (run.code, run.data, run.protocol) == (record.code, record.data, record.protocol)


def _write_down(connection: sa.Connection, run: RunRecord) -> None:
    """Writes a dead run down as interrupted, unless that has been done."""
    still = (runs.c.name == run.name) & (runs.c.status == RUNNING)
    ended = {"status": INTERRUPTED, "finished": run.heartbeat or run.started, "error": leases.lost(run).to_dict()}
    connection.execute(sa.update(runs).where(still).values(ended))


def _process(record: RunRecord) -> dict[str, Any]:
    """Returns the columns that say which process has the run, and that it is alive."""
    return {
        "pid": record.pid or os.getpid(),
        "host": record.host or this_machine(),
        "heartbeat": record.heartbeat or now(),
    }
