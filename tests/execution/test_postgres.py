"""Sweeps on a store in PostgreSQL: its server restarted again and again, and several machines that share it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.postgres import Server, program
from zoo.store import Store

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def server():
    """A server of these tests alone, which they restart."""
    if program("initdb") is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with Server() as started:
        yield started


@pytest.fixture
def drive(server, tmp_path):
    """Returns a function that starts a sweep on a machine with a home of its own, and the store that all share."""
    url = server.new_database()
    started = []

    def drive(machine, seeds=8, epochs=20):
        own = {"ZOO_HOME": str(tmp_path / machine), "ZOO_STORE": url}
        path = os.pathsep.join(map(str, [ROOT, ROOT / "tests" / "execution"]))
        command = [sys.executable, "-m", "tests.execution.driven", machine, str(seeds), str(epochs)]
        process = subprocess.Popen(
            command,
            env={**os.environ, **own, "PYTHONPATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield drive, url
    for process in started:
        process.kill()
        process.communicate()


def trained(tmp_path):
    """Returns how many epochs each run was trained for, all machines taken together."""
    logs = tmp_path.glob("*/runs/*/epochs.txt")
    return Counter(len(log.read_text().split()) for log in logs)


def test_a_server_that_is_restarted_ten_times_loses_nothing_and_nothing_is_twice(server, drive, tmp_path):
    start, url = drive
    sweep = start("here", seeds=12, epochs=40)
    until = time.monotonic() + 60
    while not Store.open(url).runs() and time.monotonic() < until:
        time.sleep(0.2)
    restarts = 0
    while sweep.poll() is None and restarts < 10:
        server.restart(mode=("immediate", "fast")[restarts % 2])
        restarts += 1
        time.sleep(0.4)
    output, _ = sweep.communicate(timeout=120)
    assert sweep.returncode == 0, output
    assert restarts == 10
    assert "done 12" in output
    runs = Store.open(url).runs()
    assert [run.status for run in runs] == ["done"] * 12
    assert {run.name.partition(".")[2] for run in runs} == {"1"}
    assert trained(tmp_path) == {40: 12}


def test_two_machines_that_share_a_store_train_each_run_once(drive, tmp_path):
    start, url = drive
    sweeps = [start("one"), start("two")]
    outputs = [sweep.communicate(timeout=120)[0] for sweep in sweeps]
    assert [sweep.returncode for sweep in sweeps] == [0, 0], outputs
    assert all("done 8" in output for output in outputs)
    assert [run.status for run in Store.open(url).runs()] == ["done"] * 8
    assert trained(tmp_path) == {20: 8}
    assert {run.host for run in Store.open(url).runs()} == {"one", "two"}


def test_what_a_machine_that_dies_had_in_work_is_trained_on_the_other_once_its_lease_is_over(drive, tmp_path):
    start, url = drive
    dies = start("dies")
    until = time.monotonic() + 60
    while not Store.open(url).runs(status="done") and time.monotonic() < until:
        time.sleep(0.1)
    dies.kill()
    other = start("other")
    output, _ = other.communicate(timeout=120)
    assert other.returncode == 0, output
    runs = Store.open(url).runs()
    done = [run for run in runs if run.status == "done"]
    assert len(done) == len({run.experiment_id for run in done}) == 8
    assert {run.status for run in runs} - {"done"} <= {"interrupted"}
    assert {run.host for run in done} == {"dies", "other"}
