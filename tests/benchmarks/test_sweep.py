"""The benchmark of sweeps: what it measures is what the runner does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks import common, sleeper, sweep
from zoo.store import Store


def test_a_sweep_of_sleepers_is_recorded_run_by_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "RUNS", 4)
    monkeypatch.setattr(sweep, "CHUNK", 2)
    found = sweep.scheduling(tmp_path)
    assert [run.status for run in Store.open(f"sqlite:///{tmp_path / 'zoo.db'}").runs()] == ["done"] * 4
    assert len(found.ours) == len(found.peer) == 2
    assert all(slept >= 1000 * sleeper.SECONDS for slept in found.peer)
    assert all(found.pairs > 0)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="Only Linux holds a process to a core.")
def test_a_lone_worker_is_held_to_one_core_where_it_has_one_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cores = os.sched_getaffinity(0)
    seen: list[tuple[str, int]] = []
    monkeypatch.setattr(common, "run", lambda command, _: seen.append((command[-1], len(os.sched_getaffinity(0)))))
    scaling, free = sweep.throughput(tmp_path)
    two = min(2, len(cores))
    assert (scaling.bar, free.bar) == (common.Bar(sense="at least", value=1.7), None)
    assert set(seen) == {("1", 1), ("2", two), ("1", two)}
    assert os.sched_getaffinity(0) == cores
