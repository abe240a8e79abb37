"""The invented store: as many runs as asked for, in groups of five seeds, as the store itself would have them."""

from __future__ import annotations

from pathlib import Path

from benchmarks import store
from zoo.store import DONE, Store


def test_runs_are_recorded_as_the_store_records_them(tmp_path: Path) -> None:
    assert store.fill(tmp_path, 200) == 200
    filled = Store.open(f"sqlite:///{tmp_path / 'zoo.db'}")
    groups = list(filled.finished())
    assert [sorted(run.seed for run in group) for group in groups] == [[*store.SEEDS]] * 40
    run = filled.run(groups[0][0].name)
    assert run.status == DONE
    assert run.result is not None
    assert run.result["test_accuracy"] == run.test_accuracy
    assert run.provenance is not None
    assert f"model:{run.model}" in run.provenance["components"]
