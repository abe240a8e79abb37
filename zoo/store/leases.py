"""Who may write a run: the lease that a process holds on it, and whether a running run still runs."""

from __future__ import annotations

import contextlib
import functools
import os
import platform
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from zoo.errors import Failure, ZooError
from zoo.store import clock
from zoo.store.records import DONE, INTERRUPTED, RUNNING, RunRecord
from zoo.store.schema import runs

LEASE_SECONDS = 30.0
"""How long a lease lasts after its last heartbeat, by the clock that the store is written by (`zoo.store.clock`)."""

CLOCK_SLACK = 5.0
"""Seconds by which a process may seem to have started after its own heartbeat: the clock was set meanwhile."""

FIRST_PID_NAMESPACE = 0xEFFFFFFC
"""The number that Linux gives to the one namespace of process numbers that is no container's."""

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Lease:
    """The right to write a run.

    Args:
        name: the run's.
        token: its fencing token: 1 for whoever began it, one more for each that resumed it. The latest alone is valid.
    """

    name: str
    token: int


class Busy(ZooError):
    """Another process has taken the experiment.

    Args:
        run: its run: running, or done meanwhile.
    """

    def __init__(self, run: RunRecord) -> None:
        what = "trained it meanwhile" if run.status == DONE else "is training it"
        super().__init__(
            f"The experiment of run {run.name!r} is taken.",
            cause=f"Process {run.pid} on {run.host} {what}.",
            hint=f"zoo show {run.name}",
        )
        self.run = run


def lost(run: RunRecord) -> Failure:
    """Returns the error of a run whose process ended without a word."""
    return Failure(
        "It was cut off: its process ended without a word.",
        f"Process {run.pid} on {run.host} was last heard of at {run.heartbeat or run.started}.",
        f"zoo logs {run.name}",
        resumable=True,
    )


@functools.cache
def this_machine() -> str:
    """Returns the name by which records tell apart where processes have their numbers: a machine's since it was
    started, for several may be called the same, and that of a container in it which counts its own."""
    names = [platform.node()]
    with contextlib.suppress(OSError):
        names.append(f"boot {BOOT_ID.read_text()[:8]}")
        if (space := os.stat("/proc/self/ns/pid").st_ino) != FIRST_PID_NAMESPACE:
            names.append(f"container {space}")
    return ", ".join(names)


def prolong(connection: sa.Connection, seconds: float) -> None:
    """Renews all leases that were valid so many seconds ago: since then nobody could reach the store to renew one."""
    now = clock.now(connection)
    valid = clock.written(now - timedelta(seconds=seconds + LEASE_SECONDS))
    held = (runs.c.status == RUNNING) & (runs.c.heartbeat >= valid) & (runs.c.heartbeat < clock.written(now))
    connection.execute(sa.update(runs).where(held).values(heartbeat=clock.written(now)))


def as_it_is(record: RunRecord, now: datetime | None = None) -> RunRecord:
    """Returns a run that says it is running as interrupted where its lease has run out or its process, of this machine,
    is gone.

    Args:
        now: by the clock that its heartbeat is of; by default this machine's.
    """
    if record.status != RUNNING:
        return record
    heard = datetime.fromisoformat(record.heartbeat or record.started)  # before version 3 there was no heartbeat
    silent = ((now or datetime.now(UTC)) - heard).total_seconds()
    lapsed = abs(silent) > LEASE_SECONDS  # a clock that was ahead says nothing
    return replace(record, status=INTERRUPTED) if lapsed or _gone(record, silent) else record


def _gone(record: RunRecord, silent: float) -> bool:
    """Whether the process is known to be dead: not to be found here, a corpse, or its number is a later one's.

    Args:
        silent: for how many seconds it has not been heard of; the process's age is by another clock.
    """
    if record.pid is None or record.host != this_machine():
        return False
    import psutil

    try:
        process = psutil.Process(record.pid)
        age = time.time() - process.create_time()
        return age < silent - CLOCK_SLACK or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
    except psutil.AccessDenied:
        return False  # somebody else's process: there, and not to be looked into
