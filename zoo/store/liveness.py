"""Whether the process that a running run was recorded by is still there."""

from __future__ import annotations

import platform
from dataclasses import replace
from datetime import datetime

from zoo.store.records import INTERRUPTED, RUNNING, RunRecord

CLOCK_SLACK = 5.0
"""Seconds by which a process may seem to have started after its own run: the clock was set meanwhile."""


def this_machine() -> str:
    """Returns the name by which records tell machines apart."""
    return platform.node()


def as_it_is(record: RunRecord) -> RunRecord:
    """Returns a run that says it is running as interrupted where its process, of this machine, is gone."""
    if record.status != RUNNING or record.pid is None or record.host != this_machine():
        return record
    started = datetime.fromisoformat(record.started).timestamp()
    return record if _alive(record.pid, started) else replace(record, status=INTERRUPTED)


def _alive(pid: int, since: float) -> bool:
    """Whether process `pid` exists and is not a later one that was given the same number."""
    import psutil

    try:
        return psutil.Process(pid).create_time() <= since + CLOCK_SLACK
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True  # somebody else's process: there, and not to be looked into
