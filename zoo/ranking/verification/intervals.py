"""The 95% intervals of what the combinations of a suite gave, and of the differences between two."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from zoo.ranking.inference.statistics import NORMAL

if TYPE_CHECKING:
    from zoo.ranking.inference.comparison import Comparison
    from zoo.ranking.verification.trials import Trial
    from zoo.store import Correct, RunRecord


class Intervals:
    """Half the widths of 95% intervals: of trials, and of the differences between two.

    Args:
        correct: by the names of runs, which test images they got right, where that is kept.
    """

    def __init__(self, trials: Sequence[Trial], correct: Mapping[str, Correct]) -> None:
        self._trials = trials
        self._compared: dict[int, tuple[Comparison, int]] = {}
        sets: dict[tuple[str, int], dict[int, dict[int, bytes]]] = {}
        for place, trial in enumerate(trials):
            kept = {run.seed: correct[run.name] for run in trial.runs if run.name in correct}
            tested = {(each.test_set, each.images) for each in kept.values()}
            if len(kept) == len(trial.runs) and len(tested) == 1:
                sets.setdefault(tested.pop(), {})[place] = {seed: each.bits for seed, each in kept.items()}
        for (_, images), rows in sets.items():
            self._compare(rows, images)

    def _compare(self, rows: Mapping[int, Mapping[int, bytes]], images: int) -> None:
        from zoo.ranking.inference.comparison import compare

        comparison = compare(list(rows.values()), images)
        self._compared |= {place: (comparison, index) for index, place in enumerate(rows)}

    def own(self, place: int) -> float | None:
        """Returns that of a trial's accuracy, for a new seed and a new test image alike; None where it is not known."""
        comparison, index = self._compared.get(place, (None, 0))
        return None if comparison is None else _known(comparison.half_widths[index])

    def pooled(self, place: int) -> bool:
        """Whether the seeds' part of `own` is taken from other trials."""
        comparison, index = self._compared.get(place, (None, 0))
        return comparison is not None and self.own(place) is not None and bool(comparison.pooled[index, index])

    def between(self, a: int, b: int) -> float | None:
        """Returns that of the difference between two trials; of the same test images, image by image."""
        (one, i), (other, j) = self._compared.get(a, (None, 0)), self._compared.get(b, (None, 0))
        if one is not None and one is other:
            return _known(one.half_width[i, j])
        widths = self.own(a), self.own(b)
        return None if None in widths else math.hypot(*(width for width in widths if width is not None))

    def of_images(self, a: int, b: int) -> float:
        """Returns that of the difference as far as the test images alone make it: of these trainings, and no others."""
        return math.hypot(*(_of_images(run) for place in (a, b) for run in self._trials[place].runs[:1]))


def _of_images(run: RunRecord) -> float:
    """Returns half the width of the interval of one training's accuracy, for new test images."""
    accuracy, images = run.test_accuracy or 0.0, (run.result or {}).get("test_images")
    return NORMAL * math.sqrt(accuracy * (1 - accuracy) / images) if images else math.inf


def _known(width: float) -> float | None:
    return None if math.isnan(width) else float(width)
