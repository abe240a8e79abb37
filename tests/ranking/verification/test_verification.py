"""Verdicts: figures and relations, with the interval that is known, and without."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from zoo.experiments.expected import Expected
from zoo.ranking.inference.comparison import compare
from zoo.ranking.verification.intervals import Intervals
from zoo.ranking.verification.trials import Judged, Trial
from zoo.ranking.verification.verification import judge
from zoo.store import Correct, RunRecord

IMAGES = 1000


def run(name: str, accuracy: float, seed: int = 0) -> RunRecord:
    made: Any = dict.fromkeys(("experiment_id", "group_id", "dataset", "model", "augmenter", "recipe"), "x")
    return RunRecord(name=name, **made, protocol=1, seed=seed, test_accuracy=accuracy, result={"test_images": IMAGES})


def trial(*accuracies: float, name: str = "a", **given: Any) -> Trial:
    """A trial with a run for each accuracy, called `NAME.SEED`."""
    runs = [run(f"{name}.{seed}", accuracy, seed) for seed, accuracy in enumerate(accuracies)]
    return Trial(**{"name": name, "epochs": 3, "whole": 3, "runs": runs, **given})


def figure(accuracy: float, within: float = 0.0) -> Expected:
    return Expected(accuracy=accuracy, within=within, source="a paper")


def than(relation: str) -> Expected:
    return Expected(relation=relation, than={"model": "net"}, source="a paper")


def kept(trials: Sequence[Trial], test_set: str = "0" * 16) -> dict[str, Correct]:
    """For each run, as many images right as its accuracy says, the same first ones."""
    return {
        each.name: Correct(test_set, IMAGES, np.packbits(np.arange(IMAGES) < IMAGES * each.test_accuracy).tobytes())
        for one in trials
        for each in one.runs
    }


def only(*trials: Trial, correct: Any = None) -> Judged:
    return judge(trials, correct or {})[-1]


@pytest.mark.parametrize(
    ("ours", "verdict", "reproduced"),
    [
        (0.9, "reproduced", True),
        (0.903, "reproduced", True),
        (0.897, "reproduced", True),
        (0.9031, "better by 0.31 points", True),
        (0.8969, "off by 0.31 points", False),
    ],
)
def test_a_figure_and_how_far_from_it_is_allowed(ours: float, verdict: str, reproduced: bool) -> None:
    row = only(trial(ours, expected=figure(0.9, 0.003)))
    assert (row.verdict, row.reproduced, row.published, row.half_width) == (verdict, reproduced, 0.9, None)


def test_an_interval_that_is_wider_than_what_is_allowed_counts() -> None:
    trials = [trial(0.8, 0.9, 1.0, expected=figure(0.95, 0.01))]
    assert (only(*trials).verdict, only(*trials).reproduced) == ("off by 5.00 points", False)
    row = only(*trials, correct=kept(trials))
    found = compare(
        [{run.seed: each.bits for run, each in zip(trials[0].runs, kept(trials).values(), strict=True)}], IMAGES
    )
    assert (row.verdict, row.reproduced) == ("reproduced within ±: off by 5.00 points", True)
    assert row.half_width == pytest.approx(found.half_widths[0])


def test_a_relation_of_one_seed_each_is_judged_by_the_images_alone() -> None:
    below = trial(0.5, name="b", expected=than("below"), than=0)
    row = only(trial(0.9), below)
    assert (row.verdict, row.reproduced, row.than) == ("reproduced: 40.00 points below", True, 1)
    half = Intervals([trial(0.9), below], {}).of_images(0, 1)
    assert half == pytest.approx(1.959964 * math.sqrt(0.9 * 0.1 / IMAGES + 0.5 * 0.5 / IMAGES))


@pytest.mark.parametrize(
    ("ours", "verdict"),
    [(0.91, "not proven: 1.00 points above"), (0.85, "not reproduced: 5.00 points below")],
)
def test_a_relation_that_does_not_hold(ours: float, verdict: str) -> None:
    row = only(trial(0.9), trial(ours, name="b", expected=than("above"), than=0))
    assert (row.verdict, row.reproduced) == (verdict, False)


def test_a_relation_on_the_same_images_goes_image_by_image() -> None:
    trials = [trial(0.90, 0.90, 0.90), trial(0.92, 0.92, 0.92, name="b", expected=than("above"), than=0)]
    row = only(*trials, correct=kept(trials))
    assert (row.verdict, row.reproduced) == ("reproduced: 2.00 points above", True)
    other = {**kept(trials[:1], "1" * 16), **kept(trials[1:])}
    assert only(*trials, correct=other).verdict == "not proven: 2.00 points above"


def test_a_seed_without_a_result_is_no_mean_of_survivors() -> None:
    row = only(trial(0.9, 0.9, others={"failed": 1}, expected=figure(0.9)))
    assert (row.verdict, row.accuracy, row.reproduced, row.seeds) == ("failed", None, False, (0, 1))
    assert only(trial(others={"stale": 2, "failed": 1}, expected=figure(0.9))).verdict == "2 stale, 1 failed"


def test_a_row_of_which_nothing_is_expected_says_what_is_the_matter_with_it() -> None:
    row = only(trial(others={"not trained": 1}))
    assert (row.verdict, row.reproduced) == ("not trained", None)
    assert (only(trial(0.9)).verdict, only(trial(0.9)).reproduced) == ("", None)


def test_a_row_beside_one_without_a_result() -> None:
    row = only(trial(others={"not trained": 1}), trial(0.9, name="b", expected=than("above"), than=0))
    assert (row.verdict, row.reproduced) == ("not known: the other row has no result", False)


def test_a_run_without_kept_predictions_has_no_interval() -> None:
    trials = [trial(0.9, 0.9), trial(0.8, 0.8, name="b")]
    first, second = judge(trials, kept(trials[:1]))
    assert (first.half_width is None, second.half_width, second.reproduced) == (False, None, None)


def test_the_seeds_part_of_one_seed_is_taken_from_other_rows() -> None:
    trials = [trial(0.9, 0.91, 0.92), trial(0.8, name="b")]
    first, second = judge(trials, kept(trials))
    assert (first.pooled, second.pooled, second.half_width is not None) == (False, True, True)
