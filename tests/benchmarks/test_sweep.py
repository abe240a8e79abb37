"""The benchmark of sweeps: what it measures is what the runner does."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import sleeper, sweep
from zoo.store import Store


def test_a_sweep_of_sleepers_is_recorded_run_by_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "RUNS", 4)
    monkeypatch.setattr(sweep, "CHUNK", 2)
    found = sweep.scheduling(tmp_path)
    assert [run.status for run in Store.open(f"sqlite:///{tmp_path / 'zoo.db'}").runs()] == ["done"] * 4
    assert len(found.ours) == len(found.peer) == 2
    assert all(slept >= 1000 * sleeper.SECONDS for slept in found.peer)
    assert all(found.pairs > 0)
