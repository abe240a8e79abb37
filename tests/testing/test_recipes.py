"""The checks of recipes: what else they find than in the wrong ones of `wrong/`, and where a training is broken off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import wrong_recipes

from zoo.plugin.components import Recipe, TrainingPlan
from zoo.store.run_folder import RunFolder
from zoo.testing.framework import Subject, run
from zoo.testing.recipes import short_runs
from zoo.training.checkpoints.checkpoint import Checkpoints


def test_a_view_that_changes_the_images_that_it_is_shown() -> None:
    def plan(steps_per_epoch: int, *, epochs: int = 2, batch_size: int = 4) -> TrainingPlan:
        import keras

        loss = keras.losses.CategoricalCrossentropy(from_logits=True)
        views = ((0.5, lambda images: images.__setitem__(0, 7) or images),)
        return TrainingPlan(optimizer=keras.optimizers.SGD(), loss=loss, test_views=views)

    (found,) = run(Recipe(name="made", summary="made in a test", plan=plan), only=["test views"])
    assert found.found == "a view changed them"


def test_a_training_is_broken_off_within_its_second_epoch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subject = Subject(component=wrong_recipes.SOUND, folder=tmp_path)
    places: list[Any] = []
    trained = short_runs.trained

    def watched(*arguments: Any) -> Any:
        begin, _ = Checkpoints(RunFolder(tmp_path / "run", 1)).newest() if (tmp_path / "run").exists() else (None, [])
        places.append((begin.epoch, begin.step) if begin else None)
        return trained(*arguments)

    monkeypatch.setattr(short_runs, "trained", watched)
    found = short_runs.broken(subject, 2, tmp_path / "run")
    begun, (epoch, step) = places
    assert begun is None
    assert (epoch, step > 0) == (1, True)
    assert [entry["epoch"] for entry in found.history] == [0, 1]
