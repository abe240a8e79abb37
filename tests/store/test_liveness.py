"""Tests of who is still running."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import psutil
import pytest

from zoo.store import INTERRUPTED, RUNNING
from zoo.store.liveness import as_it_is, this_machine
from zoo.store.records import now


@pytest.fixture
def gone():
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@pytest.fixture
def running(record):
    return record(started=now(), pid=os.getpid(), host=this_machine())


def with_(running, record, **changes):
    return record(**{"started": running.started, "pid": running.pid, "host": running.host, **changes})


def test_a_run_of_a_living_process_is_running(running):
    assert as_it_is(running).status == RUNNING


def test_a_run_whose_process_is_gone_was_interrupted(running, record, gone):
    assert as_it_is(with_(running, record, pid=gone)).status == INTERRUPTED


def test_a_later_process_of_the_same_number_is_another_one(running, record):
    long_ago = datetime.fromtimestamp(psutil.Process().create_time(), UTC) - timedelta(hours=1)
    assert as_it_is(with_(running, record, started=long_ago.isoformat())).status == INTERRUPTED


def test_another_machine_cannot_be_looked_into(running, record, gone):
    assert as_it_is(with_(running, record, pid=gone, host="elsewhere")).status == RUNNING


@pytest.mark.parametrize("status", ["done", "failed"])
def test_what_has_ended_stays_as_it_ended(running, record, gone, status):
    assert as_it_is(with_(running, record, pid=gone, status=status)).status == status


def test_the_store_says_so(store, record, gone):
    store.begin(record(pid=gone))
    store.begin(record())
    assert [run.name for run in store.runs(status="interrupted")] == ["aaaaaaaaaaaa.1"]
    assert [run.name for run in store.runs(status="running")] == ["aaaaaaaaaaaa.2"]
    assert store.run("aaaaaaaaaaaa.1").status == INTERRUPTED
