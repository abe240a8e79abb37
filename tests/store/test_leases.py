"""Tests of who is still running."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace

import psutil
import pytest

from zoo.store import INTERRUPTED, LEASE_SECONDS, RUNNING, STATUSES, leases
from zoo.store.leases import CLOCK_SLACK, as_it_is, this_machine
from zoo.store.records import now


@pytest.fixture
def running(record):
    """Returns a function that makes the record of a run of this process, heard of just now."""
    return lambda **changes: record(
        **{"started": now(), "heartbeat": now(), "pid": os.getpid(), "host": this_machine(), **changes}
    )


def test_a_run_of_a_living_process_is_running(running):
    assert as_it_is(running()).status == RUNNING


def test_a_run_whose_process_is_gone_was_interrupted(running, dead_process):
    assert as_it_is(running(pid=dead_process)).status == INTERRUPTED


def test_a_later_process_of_the_same_number_is_another_one(running, monkeypatch):
    monkeypatch.setattr(psutil.Process, "create_time", lambda process: time.time() + CLOCK_SLACK + 1)
    assert as_it_is(running()).status == INTERRUPTED


def test_a_corpse_that_nobody_has_buried_is_dead(running):
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    assert as_it_is(running(pid=process.pid)).status == RUNNING
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and still has its number
    assert as_it_is(running(pid=process.pid)).status == INTERRUPTED
    process.wait()


def test_a_process_may_be_younger_than_the_run_that_it_resumed(running, ago):
    assert as_it_is(running(started=ago(10_000_000))).status == RUNNING


def test_somebody_elses_process_is_there(running, monkeypatch):
    def refused(process):
        raise psutil.AccessDenied

    monkeypatch.setattr(psutil.Process, "create_time", refused)
    assert as_it_is(running()).status == RUNNING


def test_another_machine_cannot_be_looked_into(running, dead_process):
    assert as_it_is(running(pid=dead_process, host="elsewhere")).status == RUNNING


@pytest.mark.parametrize("host", [this_machine(), "elsewhere"])
def test_a_lease_that_has_run_out(running, ago, host, monkeypatch):
    monkeypatch.setattr(psutil.Process, "create_time", lambda process: time.time() - 1000)
    assert as_it_is(running(host=host, heartbeat=ago(LEASE_SECONDS + 5))).status == INTERRUPTED
    assert as_it_is(running(host=host, heartbeat=ago(LEASE_SECONDS - 5))).status == RUNNING


def test_before_version_3_the_beginning_is_all_there_is(running, ago):
    assert as_it_is(running(heartbeat=None, started=ago(LEASE_SECONDS + 5))).status == INTERRUPTED
    assert as_it_is(running(heartbeat=None)).status == RUNNING


@pytest.mark.parametrize("status", sorted(set(STATUSES) - {RUNNING}))
def test_what_has_ended_stays_as_it_ended(running, ago, dead_process, status):
    assert as_it_is(running(pid=dead_process, heartbeat=ago(1000), status=status)).status == status


def test_the_store_says_so(store, record, dead_process):
    store.begin(record(experiment_id="dead", pid=dead_process))
    store.begin(record(experiment_id="alive"))
    assert [run.name for run in store.runs(status="interrupted")] == ["dead.1"]
    assert [run.name for run in store.runs(status="running")] == ["alive.1"]
    assert store.run("dead.1").status == INTERRUPTED


def test_a_heartbeat_from_the_future_does_not_hold_a_run_until_then(running, ago):
    assert as_it_is(running(host="elsewhere", heartbeat=ago(-3600))).status == INTERRUPTED
    assert as_it_is(running(host="elsewhere", heartbeat=ago(-LEASE_SECONDS / 2))).status == RUNNING


def test_a_container_counts_its_own_processes(monkeypatch, running):
    """Two containers may have one host's name, and processes of the same number."""

    class Namespace:
        st_ino = leases.FIRST_PID_NAMESPACE

    monkeypatch.setattr(leases.os, "stat", lambda path: Namespace)
    names = set()
    for number in (leases.FIRST_PID_NAMESPACE, 4026532001, 4026532002):
        Namespace.st_ino = number
        this_machine.cache_clear()
        names.add(this_machine())
    this_machine.cache_clear()
    assert len(names) == 3


def test_machines_of_one_name_and_one_machine_started_twice_are_not_the_same(monkeypatch, tmp_path, running):
    monkeypatch.setattr(leases, "BOOT_ID", tmp_path / "boot_id")
    names = []
    for boot in ("0123456789", "9876543210"):
        leases.BOOT_ID.write_text(boot)
        this_machine.cache_clear()
        names.append(this_machine())
    dead = running(host=names[0], pid=2**22 + 1)
    assert as_it_is(dead).status == RUNNING, "whether its process is there, nobody can tell from here"
    assert as_it_is(replace(dead, host=names[1])).status == INTERRUPTED
    this_machine.cache_clear()
