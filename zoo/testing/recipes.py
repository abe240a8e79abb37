"""The contract of a recipe: it plans trainings of any length, afresh each time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from zoo.components import Recipe
from zoo.training import soundness


def check_recipe(recipe: Recipe, values: Mapping[str, Any]) -> None:
    """Plans a training of its own length and the shortest one, and takes the loss of a few logits."""
    plans = []
    for steps, epochs in ((100, values["epochs"]), (1, 1)):
        plan = recipe.call("plan", {**values, "epochs": epochs}, steps)
        soundness.check_plan(recipe.name, plan)
        logits = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)
        soundness.check_loss(recipe.name, plan, np.eye(3, dtype=np.float32)[[0, 1, 2, 0]], logits)
        plans.append(plan)
    assert plans[0].optimizer is not plans[1].optimizer, f"{recipe.name} hands out the same optimizer twice"
