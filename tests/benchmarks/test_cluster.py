"""The simulated cluster: places that are none, and the zoo's own scheduling, which records every run."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import cluster
from benchmarks.places import Places
from zoo.plugin.events import Done
from zoo.store import Store


def test_every_simulated_run_is_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOO_HOME", str(tmp_path))
    rows = cluster.simulate(7, 40, tmp_path)
    runs = Store.open(f"sqlite:///{tmp_path / 'zoo.db'}").runs()
    assert [run.status for run in runs] == ["done"] * 40
    assert [row[0] for row in rows][:2] == ["compose", "plan"]
    assert "runs to 40" in [row[0] for row in rows]


def test_the_clock_of_places_leaps_to_what_happens_next() -> None:
    places = Places(1, seconds=1e6)
    task = {"task": "run", "run": "a"}
    places.submit(task)
    assert places.free == 0
    events = []
    while places.free == 0:
        events += places.wait(1e6)
    assert isinstance(events[-1].event, Done)
    assert all(happened.task is task for happened in events)
    assert 5e5 <= places.now <= 1.5e6
    assert places.idle < 1e5
