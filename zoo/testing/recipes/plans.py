"""Plans of a recipe for trainings of any length. Imports Keras: import it where it is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras

from zoo.plugin.components import RunContext, TrainingPlan
from zoo.testing.framework import Subject
from zoo.testing.refusals import mended
from zoo.training import checks

PLAIN = "return zoo.TrainingPlan(optimizer=..., loss=..., callbacks=[...]), all made anew in each call of `plan`"


def plan(subject: Subject, steps: int, epochs: int) -> TrainingPlan:
    """Returns the plan of a training.

    Raises:
        Broken: it fails, or is none that can be trained by.
    """
    recipe: Any = subject.component
    context = RunContext(folder=subject.folder / "files", experiment="tested", seed=0)
    with mended(f"a plan for {epochs} epochs of {steps} steps", PLAIN):
        made = recipe.make_plan({**subject.values, "epochs": epochs}, steps, context)
        checks.check_plan(recipe.name, made)
    return made


def planned(subject: Subject) -> TrainingPlan:
    """Returns the plan of a training as long as the recipe's own; for `Subject.once`."""
    return plan(subject, 100, subject.values["epochs"])


def schedules(plan: TrainingPlan) -> Sequence[keras.optimizers.schedules.LearningRateSchedule]:
    """Returns what the learning rates follow; nothing where they are constant, or set by callbacks."""
    optimizer: Any = getattr(plan.optimizer, "inner_optimizer", plan.optimizer)
    rates = [getattr(each, "_learning_rate", None) for each in getattr(optimizer, "optimizers", [optimizer])]
    return [rate for rate in rates if isinstance(rate, keras.optimizers.schedules.LearningRateSchedule)]
