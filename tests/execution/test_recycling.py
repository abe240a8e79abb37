"""Workers are replaced before they grow, and where a run needs another number of threads; those that fit stay warm."""

from __future__ import annotations

from collections import Counter

from tests.execution.events import last_events
from zoo.execution import slot
from zoo.execution.work import work


def test_two_hundred_runs_keep_no_worker_for_longer_than_its_number_of_tasks(make_pool, tasks):
    with make_pool(jobs=2) as pool:
        last = last_events(work(pool, [tasks(f"r{number}") for number in range(200)]))
    by_worker = Counter(event["result"]["pid"] for event in last.values())
    assert len(last) == 200
    assert max(by_worker.values()) <= 32
    assert len(by_worker) <= 8


def test_a_worker_that_has_grown_is_replaced(make_pool, tasks, monkeypatch, gone):
    monkeypatch.setattr(slot, "GROWTH_MB", 100)
    with make_pool() as pool:
        last = last_events(work(pool, [tasks(f"r{number}", "leak", megabytes=40) for number in range(12)]))
    kept = [event["result"]["kept"] for event in last.values()]
    assert max(kept) * 40 <= 100 + 2 * 40  # the first task's memory is no growth
    assert kept == [1, 2, 3, 4] * 3
    first, other = last["r0"]["result"]["pid"], last["r4"]["result"]["pid"]
    assert first != other
    assert gone(first)


def test_a_task_gets_a_worker_with_its_number_of_threads(make_pool, tasks):
    with make_pool(threads=2) as pool:
        last = last_events(work(pool, [tasks("a"), tasks("b", threads=1), tasks("c", threads=1), tasks("d")]))
    assert [last[name]["result"]["threads"] for name in "abcd"] == [2, 1, 1, 2]
    pids = [last[name]["result"]["pid"] for name in "abcd"]
    assert pids[1] == pids[2]
    assert len(set(pids)) == 3


def test_a_worker_that_fits_is_chosen_before_another_is_made(make_pool, tasks):
    with make_pool(jobs=2, threads=1) as pool:
        last = last_events(work(pool, [tasks("a")]))
        last |= last_events(work(pool, [tasks("b")]))
        last |= last_events(work(pool, [tasks("c", threads=2)]))
        last |= last_events(work(pool, [tasks("d")]))
    pids = {name: last[name]["result"]["pid"] for name in "abcd"}
    assert pids["a"] == pids["b"] == pids["d"] != pids["c"]
