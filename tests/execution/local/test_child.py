"""What a worker prints, ignores and says of its end."""

from __future__ import annotations

import os
import signal

import pytest

from tests.execution.events import last_events
from zoo.errors import StoreError
from zoo.execution.preflight import work


def test_what_a_run_prints_goes_to_its_folder(pool, tasks, capfd):
    task = tasks("a")
    last_events(work(pool, [task]))
    with open(task["folder"] + "/log.txt") as log:
        assert log.read() == "trained a\nfrom C\n"
    assert capfd.readouterr() == ("", "")


def test_a_crash_says_where_the_log_is_and_the_log_says_where_it_crashed(pool, tasks):
    task = tasks("a", "die", signal=signal.SIGSEGV)
    error = last_events(work(pool, [task]))["a"].error
    assert "signal 11 (SIGSEGV)" in error.message
    assert error.hint == f"cat {task['folder']}/log.txt"
    with open(task["folder"] + "/log.txt") as log:
        assert "in die" in log.read()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a disk that is full, as Linux has it")
@pytest.mark.parametrize("act", ["raise_error", "exit"])
def test_a_full_disk_does_not_hide_what_was_wrong(pool, tasks, act):
    task = tasks("a", act)
    os.symlink("/dev/full", task["folder"] + "/log.txt")
    last = last_events(work(pool, [task, tasks("b")]))
    assert last["a"].error.message in ("ValueError: a bug", "SystemExit: 3")
    assert last["b"].kind == "done"


def test_a_log_that_cannot_be_opened_is_the_disks_fault(pool, tasks):
    task = tasks("a")
    os.mkdir(task["folder"] + "/log.txt")
    error = last_events(work(pool, [task]))["a"].error
    assert error.message == f"{task['folder']}/log.txt cannot be written."
    assert error.exit_status == StoreError.exit_status


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_worker_leaves_signals_to_its_parent(pool, tasks, number):
    assert last_events(work(pool, [tasks("a", "signalled", signal=number)]))["a"].kind == "done"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_does_not_end_a_worker_that_is_still_starting(make_pool, tasks, number):
    def starting(pool):
        yield tasks("a")
        os.kill(pool.workers[0].process.pid, number)

    with make_pool(jobs=2) as pool:  # with a place left, the next task is asked for at once
        assert last_events(work(pool, starting(pool)))["a"].kind == "done"


def test_a_program_that_a_worker_starts_can_be_terminated(pool, tasks):
    assert last_events(work(pool, [tasks("a", "terminate")]))["a"].result["status"] == -signal.SIGTERM


def test_a_run_is_asked_to_stop_while_it_works_and_the_next_one_is_not(pool, tasks):
    last = {}
    for task, event in work(pool, [tasks("a", "wait_for_stop", seconds=60), tasks("b", "wait_for_stop", seconds=0.1)]):
        if event.kind == "started" and task["run"] == "a":
            pool.workers[0].send({"task": "stop"})
        last[task["run"]] = event
    assert [last[run].kind for run in "ab"] == ["stopped", "done"]
