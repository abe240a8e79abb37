"""The benchmark of the store on PostgreSQL compares the same runs."""

from __future__ import annotations

from pathlib import Path

from benchmarks import common
from benchmarks import postgres as benchmark
from tests.postgres import Server


def test_it_times_the_same_runs_on_both(tmp_path: Path, postgres: Server, monkeypatch) -> None:
    timed = []
    monkeypatch.setattr(common, "collect", lambda comparison, ours, peer, **_: timed.extend((ours(), peer())))
    benchmark.compared(tmp_path, postgres, 100)
    assert all(seconds > 0 for seconds in timed)
    assert len(timed) == 2
