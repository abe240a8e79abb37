"""The contract of a recipe: it plans trainings of any length, afresh each time."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np

from zoo.plugin.components import Recipe, RunContext, TrainingPlan
from zoo.training import checks


def check_recipe(recipe: Recipe, values: Mapping[str, Any]) -> None:
    """Plans a training of its own length and the shortest one, takes the loss of a few logits, and the test views."""
    plans = []
    for steps, epochs in ((100, values["epochs"]), (1, 1)):
        with tempfile.TemporaryDirectory() as folder:
            context = RunContext(folder=Path(folder), experiment="tested", seed=0)
            plan = recipe.make_plan({**values, "epochs": epochs}, steps, context)
        checks.check_plan(recipe.name, plan)
        logits = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)
        checks.check_loss(recipe.name, plan, np.eye(3, dtype=np.float32)[[0, 1, 2, 0]], logits)
        _check_views(recipe.name, plan)
        plans.append(plan)
    assert plans[0].optimizer is not plans[1].optimizer, f"{recipe.name} hands out the same optimizer twice"


def _check_views(name: str, plan: TrainingPlan) -> None:
    """Takes the views of colour and grey images that are not square."""
    for channels in (3, 1):
        images = np.random.default_rng(0).integers(0, 256, (4, 20, 28, channels), dtype=np.uint8)
        before = images.copy()
        checks.check_views(name, plan, images)
        assert np.array_equal(images, before), f"A view of {name} changed the images that it was shown"
        for _, view in plan.test_views:
            seen, alone = (keras.ops.convert_to_numpy(view(some)) for some in (images, images[1:2]))
            assert np.array_equal(seen[1:2], alone), f"A view of {name} depends on what other images are beside"
