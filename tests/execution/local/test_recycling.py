"""Workers are replaced before they grow, and where a run needs another number of threads; those that fit stay warm."""

from __future__ import annotations

from collections import Counter

from tests.execution.events import last_events
from tests.long import LONG
from zoo.execution.local import pool as pool_module
from zoo.execution.local import worker_process
from zoo.execution.preflight import work

RUNS = 200 if LONG else 40


def test_no_worker_is_kept_for_longer_than_its_number_of_tasks(make_pool, tasks, monkeypatch):
    monkeypatch.setattr(pool_module, "TASKS_PER_WORKER", RUNS // 4)
    with make_pool(jobs=2) as pool:
        last = last_events(work(pool, [tasks(f"r{number}") for number in range(RUNS)]))
    by_worker = Counter(event.result["pid"] for event in last.values())
    assert len(last) == RUNS
    assert max(by_worker.values()) <= RUNS // 4
    assert len(by_worker) <= 6


def test_over_runs_that_leak_no_worker_grows_beyond_its_limit(make_pool, tasks, monkeypatch, gone):
    monkeypatch.setattr(worker_process, "GROWTH_MB", 50)
    with make_pool() as pool:
        last = last_events(work(pool, [tasks(f"r{number}", "leak", megabytes=10) for number in range(RUNS)]))
    kept = [event.result["kept"] for event in last.values()]
    assert len(kept) == RUNS
    assert (max(kept) - 2) * 10 <= 50  # what the first task took is no growth, and the last one went beyond
    pids = {event.result["pid"] for event in last.values()}
    assert len(pids) == kept.count(1) > RUNS // 10
    assert all(gone(pid) for pid in pids)


def test_a_task_gets_a_worker_with_its_number_of_threads(make_pool, tasks):
    with make_pool(threads=2) as pool:
        last = last_events(work(pool, [tasks("a"), tasks("b", threads=1), tasks("c", threads=1), tasks("d")]))
    assert [last[name].result["threads"] for name in "abcd"] == [2, 1, 1, 2]
    pids = [last[name].result["pid"] for name in "abcd"]
    assert pids[1] == pids[2]
    assert len(set(pids)) == 3


def test_a_worker_that_fits_is_chosen_before_another_is_made(make_pool, tasks):
    with make_pool(jobs=2, threads=1) as pool:
        last = last_events(work(pool, [tasks("a")]))
        last |= last_events(work(pool, [tasks("b")]))
        last |= last_events(work(pool, [tasks("c", threads=2)]))
        last |= last_events(work(pool, [tasks("d")]))
    pids = {name: last[name].result["pid"] for name in "abcd"}
    assert pids["a"] == pids["b"] == pids["d"] != pids["c"]


def test_a_worker_that_a_run_has_changed_for_good_is_replaced(make_pool, tasks):
    with make_pool() as pool:
        last = last_events(work(pool, [tasks("a"), tasks("b", "spend"), tasks("c"), tasks("d")]))
    a, b, c, d = (last[name].result["pid"] for name in "abcd")
    assert a == b != c == d


def test_a_task_whose_code_was_edited_goes_to_a_new_worker_unseen(make_pool, tasks):
    with make_pool(threads=1) as pool:
        before = last_events(work(pool, [tasks("a", threads=2)]))
        events = [event for _, event in work(pool, [tasks("b", "outdated", threads=2)])]
        assert pool.free == 1
    assert [event.kind for event in events] == ["began", "began", "started", "progress", "done"]
    assert events[-1].result["pid"] != before["a"].result["pid"]
    assert events[-1].result["threads"] == 2
