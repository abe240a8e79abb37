"""What the training benchmark compares is the same work: the same network, images, labels and batches."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks import trainings
from benchmarks.trainings import Case, Trainings

CASE = Case(model="mlp", shape=(8, 8, 1), batch=16, block=2)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trainings, "IMAGES", 64)
    monkeypatch.setattr("zoo.training.environment.prepare", lambda threads: None)  # once in a process, as it was


def test_images_are_mapped_from_a_file_and_no_label_is_missing(small: None, tmp_path: Path) -> None:
    made = trainings.splits(tmp_path, (8, 8, 1))
    assert isinstance(made.train.images, np.memmap)
    assert made.train.images.shape == (64, 8, 8, 1)
    assert np.array_equal(made.test.images, made.train.images)  # of so few, the first 256 are all
    assert set(made.train.labels.tolist()) <= set(range(10))


def test_ours_and_the_bare_fit_train_networks_of_one_size(small: None, tmp_path: Path) -> None:
    made = Trainings(tmp_path / "data", CASE)
    models = {}
    for name, turns in {"ours": made.zoo_run("none"), "bare": made.bare_fit()}.items():
        assert turns.block() > 0
        models[name] = turns.model
        turns.stop()
    assert models["ours"].count_params() == models["bare"].count_params()
    assert type(models["ours"].optimizer) is type(models["bare"].optimizer)
    assert len(models["ours"].optimizer.variables) == len(models["bare"].optimizer.variables)


def test_a_run_that_fails_is_not_measured(small: None, tmp_path: Path) -> None:
    made = Trainings(tmp_path / "data", Case(model="mlp", shape=(8, 8, 1), batch=0, block=2))
    with pytest.raises(RuntimeError) as raised:
        made.zoo_run("none").block()
    assert "batch_size" in f"{raised.value} {raised.value.__cause__}"
