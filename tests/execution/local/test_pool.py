"""Tasks, warm workers, deaths and signals, with a handler that does not import TensorFlow."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from tests.execution.events import last_events
from zoo.execution.preflight import work
from zoo.execution.signals import Interrupted, SignalWatcher


def test_a_warm_worker_does_task_after_task(pool, tasks):
    last = last_events(work(pool, [tasks("a"), tasks("b"), tasks("c")]))
    assert {event.kind for event in last.values()} == {"done"}
    assert len({event.result["pid"] for event in last.values()}) == 1


def test_a_worker_is_replaced_before_it_has_grown_large(pool, tasks, monkeypatch, gone):
    monkeypatch.setattr("zoo.execution.local.pool.TASKS_PER_WORKER", 2)
    last = last_events(work(pool, [tasks(name) for name in "abc"]))
    first, second, third = (last[name].result["pid"] for name in "abc")
    assert first == second != third
    assert gone(first)


def test_tasks_are_taken_when_a_worker_is_free(pool, tasks):
    happened = []

    def lazily():
        for name in "ab":
            happened.append(f"take {name}")
            yield tasks(name)

    for task, event in work(pool, lazily()):
        happened.append(f"{event.kind} {task['run']}")
    assert happened.index("take b") > happened.index("done a")


def test_several_slots_work_at_the_same_time(make_pool, tasks):
    with make_pool(jobs=2) as pool:
        last = last_events(work(pool, [tasks(name, steps=3, seconds=0.1) for name in "abcd"]))
    assert [last[name].kind for name in "abcd"] == ["done"] * 4
    assert len({event.result["pid"] for event in last.values()}) == 2


@pytest.mark.parametrize(
    ("act", "message"),
    [
        ("die", "The worker was killed by signal 9 (SIGKILL)."),
        ("raise_error", "ValueError: a bug"),
        ("exit", "SystemExit: 3"),
        ("unspeakable", "TypeError: Object of type object is not JSON serializable"),
    ],
)
def test_a_failure_takes_only_its_run_with_it(pool, tasks, act, message):
    last = last_events(work(pool, [tasks("a"), tasks("b", act), tasks("c")]))
    assert last["b"].kind == "failed"
    assert last["b"].error.message == message
    assert (last["a"].kind, last["c"].kind) == ("done", "done")
    assert last["a"].result["pid"] != last["c"].result["pid"]


def test_a_worker_that_cannot_start_fails_its_run(make_pool, tasks):
    with make_pool(broken=True) as pool:
        last = last_events(work(pool, [tasks("a"), tasks("b")]))
    assert [last[run].error.message for run in "ab"] == ["ImportError: no tensorflow here"] * 2


def test_a_worker_that_dies_idle_is_replaced_in_silence(pool, tasks):
    first = last_events(work(pool, [tasks("a")]))["a"].result["pid"]
    os.kill(first, signal.SIGKILL)
    pool.workers[0].process.join()
    last = last_events(work(pool, [tasks("b")]))
    assert last["b"].kind == "done"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_waiting_and_the_worker(make_pool, tasks, gone, number):
    with SignalWatcher() as stop, make_pool(wake=stop) as pool:
        events = work(pool, [tasks("a", "busy_in_python"), tasks("b")], stop)
        seen = next(event for _, event in events if event.kind == "started")
        threading.Timer(0.1, os.kill, (os.getpid(), number)).start()
        with pytest.raises(Interrupted) as caught:
            list(events)
        assert [task["run"] for task in pool.tasks.values()] == ["a"]
    assert caught.value.exit_status == 128 + number
    assert gone(seen.provenance["pid"])


def test_of_a_task_that_was_killed_nothing_is_heard(make_pool, tasks, gone):
    with make_pool() as pool:
        task = tasks("a", "busy_in_python")
        pool.submit(task)
        pid = next(event.provenance["pid"] for _, event in heard(pool) if event.kind == "started")
        pool.kill(task)
        assert (pool.free, gone(pid)) == (1, True)
        assert last_events(work(pool, [tasks("b")]))["b"].kind == "done"


def test_all_workers_start_before_there_is_a_task(make_pool):
    with make_pool(jobs=2) as pool:
        started = [slot.process.pid for slot in pool.workers if slot.alive]
    assert len(set(started)) == 2


def test_a_stop_for_a_handler_that_knows_none_does_nothing(pool, tasks):
    task = tasks("a", steps=3, seconds=0.05)
    pool.submit(task)
    pool.stop(task)
    assert [event.kind for _, event in heard(pool, "done")][-1] == "done"
    pool.stop(task)


def heard(pool, last="started"):
    """Yields what a pool hears up to the first event that is called `last`."""
    while True:
        for happened in pool.wait(1.0):
            yield happened.task, happened.event
            if happened.event.kind == last:
                return
