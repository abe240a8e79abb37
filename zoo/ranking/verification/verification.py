"""What the runs of a suite give, beside what is expected of them: a verdict on each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from zoo.ranking.inference import statistics
from zoo.ranking.tables.figures import points
from zoo.ranking.verification.intervals import Intervals
from zoo.ranking.verification.trials import Judged, Trial

if TYPE_CHECKING:
    from zoo.experiments.expected import Expected
    from zoo.store import Correct

SAME = 1e-9
"""How far two fractions may be apart and mean the same."""


def judge(trials: Sequence[Trial], correct: Mapping[str, Correct]) -> list[Judged]:
    """Returns a row for each trial.

    A published figure is reproduced where the mean is as near as the catalogue allows, or within half of its interval:
    that may be wide, and the verdict says it. That a trial is above or below another is reproduced where their
    difference is larger than half of its interval. Of one seed each that interval is of the test images alone: it says
    nothing of another seed, and so does the row.

    Args:
        correct: by the names of runs, which test images they got right, where that is kept.
    """
    intervals = Intervals(trials, correct)
    means = [_mean(trial) for trial in trials]
    return [
        Judged(
            **_made_of(trial),
            accuracy=mean,
            half_width=None if mean is None else intervals.own(place),
            pooled=mean is not None and intervals.pooled(place),
            **_expected(trial.expected),
            **_verdict(place, trials, means, intervals),
        )
        for place, (trial, mean) in enumerate(zip(trials, means, strict=True))
    ]


def _made_of(trial: Trial) -> dict[str, Any]:
    runs = sorted(trial.runs, key=lambda run: run.seed)
    return {
        **{name: getattr(trial, name) for name in ("name", "epochs", "whole", "limit")},
        "seeds": tuple(run.seed for run in runs),
        "runs": tuple(run.name for run in runs),
        "than": None if trial.than is None else trial.than + 1,
    }


def _expected(expected: Expected | None) -> dict[str, Any]:
    if expected is None:
        return {}
    same = {name: getattr(expected, name) for name in ("within", "relation", "source", "note")}
    return {**same, "published": expected.accuracy}


def _mean(trial: Trial) -> float | None:
    """Returns the mean over the seeds; None where one has no result, for a mean of survivors is no honest number."""
    return None if trial.others else statistics.mean([run.test_accuracy for run in trial.runs])


def _verdict(
    place: int, trials: Sequence[Trial], means: Sequence[float | None], intervals: Intervals
) -> dict[str, Any]:
    trial, mean = trials[place], means[place]
    expected, other = trial.expected, None if trial.than is None else means[trial.than]
    if mean is None or expected is None:
        return {"verdict": _unknown(trial.others), "reproduced": None if expected is None else False}
    if expected.accuracy is not None:
        return _beside(mean - expected.accuracy, expected.within, intervals.own(place) or 0.0)
    if trial.than is None or other is None:
        return {"verdict": "not known: the other row has no result", "reproduced": False}
    half = intervals.between(place, trial.than)
    if half is None:
        half = intervals.of_images(place, trial.than)
    return _apart(mean - other, half, str(expected.relation))


def _beside(difference: float, within: float, half_width: float) -> dict[str, Any]:
    """Returns the verdict on a mean that differs so much from what is published."""
    amount = f"{'better' if difference > 0 else 'off'} by {points(abs(difference))}"
    if abs(difference) <= within + SAME:
        said = "reproduced"
    else:
        said = f"reproduced within ±: {amount}" if abs(difference) <= half_width + SAME else amount
    near = max(within, half_width) + SAME
    return {"verdict": said, "reproduced": difference >= -near, "difference": difference}


def _apart(difference: float, half_width: float, relation: str) -> dict[str, Any]:
    """Returns the verdict on a mean that is expected to be above or below another, and differs so much from it."""
    amount = f"{points(abs(difference))} {'above' if difference > 0 else 'below'}"
    right = difference < 0 if relation == "below" else difference > 0
    if right and abs(difference) > half_width:
        return {"verdict": f"reproduced: {amount}", "reproduced": True, "difference": difference}
    said = "not proven" if abs(difference) <= half_width else "not reproduced"
    return {"verdict": f"{said}: {amount}", "reproduced": False, "difference": difference}


def _unknown(others: Mapping[str, int]) -> str:
    """Returns what is the matter with seeds that have no result: `not trained`, `1 failed, 2 stale`, nothing."""
    if sum(others.values()) == 1:
        return next(iter(others))
    return ", ".join(f"{number} {what}" for what, number in others.items())
