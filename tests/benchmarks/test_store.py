"""The invented store: as many runs as asked for, in groups of five seeds, as the store itself would have them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

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


def test_what_runs_got_right_is_theirs_and_belongs_together(tmp_path: Path) -> None:
    store.fill(tmp_path, 100)
    filled = Store.open(f"sqlite:///{tmp_path / 'zoo.db'}")
    runs = filled.runs()
    kept = filled.correct(run.name for run in runs)
    assert {run.name: run.test_accuracy for run in runs} == {name: each.accuracy for name, each in kept.items()}
    assert len({each.test_set for each in kept.values()}) == 2, "one for each dataset"
    a, b, c = store.right(1, 0), store.right(1, 1), store.right(2, 0)
    assert np.corrcoef(a, b)[0, 1] > np.corrcoef(a, c)[0, 1] + 0.05, "seeds of a group agree more"
    assert np.corrcoef(a, c)[0, 1] > 0.2, "what is hard is hard for all"
