"""What is said of two sides: which is better, of what that is true, and the commands that would tell more."""

from __future__ import annotations

import shlex

import pytest

from tests.ranking import fakes
from zoo.cli.compare.verdict import points, probability, verdict
from zoo.ranking.sides.duel import Duel, Training
from zoo.ranking.sides.sides import Found, Side


def side(is_run=False, seeds=3, **changes):
    what = (fakes.run if is_run else fakes.row)(**changes)
    return Side(what=what, is_run=is_run, runs={seed: f"x.{seed}" for seed in range(seeds)}, said=())


def said(half_width=None, p=None, difference=0.0125, found=None, **changes):
    rows = Found(side(), side(model="deep-net"), ())
    training = Training(0, "a.1", "b.1", 0.9, 0.8, 10, 2, 0.04)
    plain = {"images": 90, "runs_a": 3, "runs_b": 3, "accuracy_a": 0.9, "accuracy_b": 0.8, "trainings": [training] * 3}
    duel = Duel(**{**plain, **changes}, difference=difference, half_width=half_width, p=p)
    return verdict(found or rows, duel)


@pytest.mark.parametrize(("difference", "better"), [(0.0125, "A is better"), (-0.0125, "B is better")])
def test_the_better_one(difference, better):
    (line,) = said(0.004, 0.0123, difference)
    sign = "+" if difference > 0 else "-"
    assert line == (
        f"{better}: A - B = {sign}1.25 ± 0.40 points, p = 0.012, for new seeds and new test images alike (95%)."
    )


def test_what_chance_could_swap_and_how_many_seeds_would_tell():
    first, second, *commands = said(0.02, 0.3, more_seeds=4)
    assert first.startswith("A and B are not told apart: A - B = +1.25 ± 2.00 points, p = 0.300")
    assert second.startswith("4 more seeds of each would")
    assert [shlex.split(line)[1:9] for line in commands] == [
        ["zoo", "run", "-d", "dots", "-m", model, "-a", "none"] for model in ("net", "deep-net")
    ]
    assert all("--seeds 7" in line for line in commands)


def test_one_more_seed():
    assert said(0.02, 0.3, more_seeds=1)[1].startswith("1 more seed of each would")


def test_where_no_number_of_seeds_would():
    assert said(0.02, 0.3, more_seeds=None)[1].startswith("No number of seeds would tell them apart")


def test_pooled_is_said():
    lines = said(0.02, 0.3, pooled=True)
    assert lines[1].startswith("One seed does not tell how much seeds vary")
    assert all("--seeds 3" in line for line in lines[2:])
    assert len(said(0.002, 0.003, pooled=True)) == 2


def test_where_nothing_is_known_of_seeds_no_claim_is_made():
    first, *commands = said()
    assert first.startswith("A - B = +1.25 points in these trainings. Other seeds may say otherwise")
    assert "better" not in first
    assert len(commands) == 2


def test_two_runs_and_the_command_for_their_rows():
    training = [Training(0, "a.1", "b.1", 0.9, 0.8, 10, 2, 0.04)]
    found = Found(side(is_run=True, augmenter="move:by=3"), side(is_run=True, model="deep-net"), ())
    first, hint = said(found=found, trainings=training)
    assert "in these two trainings" in first
    assert shlex.split(hint)[:3] == ["Try:", "zoo", "compare"]
    assert shlex.split(hint)[3] == "dataset=dots model=net augmenter=move:by=3 recipe=quick"


@pytest.mark.parametrize("changes", [{}, {"augmenter": "move", "limit": 100}])
def test_two_runs_of_one_row_or_of_other_images_have_no_rows_to_compare(changes):
    found = Found(side(is_run=True, **changes), side(is_run=True), ())
    assert len(said(found=found)) == 1


def test_two_runs_of_some_images():
    found = Found(side(is_run=True, limit=100), side(is_run=True, limit=100, augmenter="move"), ())
    assert said(found=found)[1].endswith(" --train-images 100")


def test_figures():
    assert points(-0.00127, 0.0342) == "-0.13 ± 3.42 points"
    assert points(0.0) == "+0.00 points"
    assert [probability(p) for p in (0.0004, 0.05, 1.0)] == ["p < 0.001", "p = 0.050", "p = 1.000"]
