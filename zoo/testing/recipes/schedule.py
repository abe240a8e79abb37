"""The contract of a recipe's learning rate: its schedule is as long as the training, whatever that is."""

from __future__ import annotations

from typing import Any

import numpy as np

from zoo.testing.framework import Broken, Subject, check

LENGTHS = ((10, 1), (1000, 1), (1000, 3))
"""Steps of an epoch, and how often the recipe's own epochs."""
FAR = 0.05
"""How far the last rates may lie from each other, as parts of the highest one."""
REMEDY = "make the schedule for steps_per_epoch * epochs steps, and a warm-up a fraction of them"


@check("recipe", "schedule", "where it has one, it ends as the training does: not before, and at the same rate always")
def schedule(subject: Subject) -> None:
    from zoo.testing.recipes.plans import plan, planned, schedules

    subject.once(planned)
    ends = []
    for steps, times in LENGTHS:
        epochs = times * subject.values["epochs"]
        found = schedules(plan(subject, steps, epochs))
        ends.append([_end(each, steps, epochs) for each in found])
    for last in zip(*ends, strict=True):
        if max(last) - min(last) > FAR:
            said = f"{min(last):.1%} to {max(last):.1%} of the highest, by the length of the training"
            raise Broken("a schedule that ends at the same rate however long the training is", said, REMEDY)


def _end(schedule: Any, steps: int, epochs: int) -> float:
    """Returns the last rate as a part of the highest.

    Raises:
        Broken: a rate is none, or rates are 0 before the last two steps.
    """
    total = steps * epochs
    places = np.unique(np.linspace(0, total - 1, 41).astype(int))
    rates = np.array([float(schedule(int(place))) for place in places])
    if not np.isfinite(rates).all() or (rates < 0).any():
        raise Broken("rates of at least 0", f"{rates.min():.3g} to {rates.max():.3g}", REMEDY)
    if not rates.any() or not float(schedule(max(0, total - 3))):
        begins = places[np.flatnonzero(rates)[-1] + 1] if rates.any() else 0
        raise Broken("a rate until the last step", f"0 from about step {begins:,} of {total:,}", REMEDY)
    return float(rates[-1] / rates.max())
