"""Whether a running run still runs: its lease has not run out, and its process, where it can be looked at, is there."""

from __future__ import annotations

import platform
from dataclasses import replace
from datetime import UTC, datetime

from zoo.store.leases import LEASE_SECONDS
from zoo.store.records import INTERRUPTED, RUNNING, RunRecord

CLOCK_SLACK = 5.0
"""Seconds by which a process may seem to have started after its own heartbeat: the clock was set meanwhile."""


def this_machine() -> str:
    """Returns the name by which records tell machines apart."""
    return platform.node()


def as_it_is(record: RunRecord) -> RunRecord:
    """Returns a run that says it is running as interrupted where its lease has run out or its process, of this machine,
    is gone."""
    if record.status != RUNNING:
        return record
    heard = datetime.fromisoformat(record.heartbeat or record.started)  # before version 3 there was no heartbeat
    lapsed = (datetime.now(UTC) - heard).total_seconds() > LEASE_SECONDS
    return replace(record, status=INTERRUPTED) if lapsed or _gone(record, heard.timestamp()) else record


def _gone(record: RunRecord, heard: float) -> bool:
    """Whether the process is known to be dead: not to be found here, a corpse, or its number is a later one's."""
    if record.pid is None or record.host != this_machine():
        return False
    import psutil

    try:
        process = psutil.Process(record.pid)
        return process.create_time() > heard + CLOCK_SLACK or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
    except psutil.AccessDenied:
        return False  # somebody else's process: there, and not to be looked into
