"""The probe `calibration`: the error of Guo et al., what chance makes of it, and a diagram of what was found."""

from __future__ import annotations

import numpy as np
import pytest

from tests.plugins.zoo_probes.runs import drawn, made
from zoo.training.scores import calibration_error
from zoo_probes import calibration, reliability_diagram


def sample(count: int = 2000, *, seed: int = 0, over: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Returns confidences and whether each is right, as often as it says, less `over`."""
    rng = np.random.default_rng(seed)
    sure = rng.uniform(0.1, 1, count)
    return sure, rng.random(count) < sure - over


def logits_of(sure: np.ndarray) -> np.ndarray:
    """Returns logits of two classes, (N, 2), of which the first has these probabilities."""
    return np.stack([np.log(sure / (1 - sure)), np.zeros_like(sure)], axis=1)


def test_the_error_is_the_one_that_a_run_records() -> None:
    for seed in range(5):
        sure, correct = sample(seed=seed, over=0.05 * seed)
        assert calibration.reliability(sure, correct).ece == pytest.approx(calibration_error(sure, correct))


def test_bins_have_their_upper_end_and_the_first_has_0() -> None:
    found = calibration.reliability(np.array([0.0, 0.5, 0.5001, 1.0]), np.array([0, 1, 1, 1]), bins=2)
    assert found.images.tolist() == [2, 2]
    assert found.accuracy.tolist() == [0.5, 1.0]
    assert found.confidence.tolist() == [0.25, pytest.approx(0.75005)]
    assert found.ece == pytest.approx((2 * 0.25 + 2 * 0.24995) / 4)


def test_an_empty_bin_has_no_accuracy_and_weighs_nothing() -> None:
    found = calibration.reliability(np.full(10, 0.9), np.ones(10), bins=10)
    assert np.isnan(found.accuracy[:8]).all()
    assert found.ece == pytest.approx(0.1)


@pytest.mark.parametrize("count", [100, 1000, 10000])
def test_a_net_that_is_right_as_often_as_it_says_shows_what_chance_shows(count: int) -> None:
    errors = [calibration.reliability(*sample(count, seed=seed)) for seed in range(200)]
    assert np.mean([found.ece for found in errors]) == pytest.approx(np.mean([f.chance for f in errors]), rel=0.08)


@pytest.mark.parametrize(("over", "sign"), [(0.2, 1), (-0.2, -1)])
def test_overconfidence_has_a_sign(over: float, sign: int) -> None:
    sure, _ = sample(4000)
    sure = 0.5 + sure / 2.5
    correct = np.random.default_rng(1).random(4000) < sure - over
    found = calibration.measure(made(logits_of(sure.clip(0.5, 0.999)), np.where(correct, 0, 1)))
    assert found.numbers["overconfidence"] == pytest.approx(over, abs=0.06)
    assert np.sign(found.numbers["overconfidence"]) == sign
    assert found.numbers["ece"] > 3 * found.numbers["ece_by_chance"]


def test_what_is_right_is_what_the_test_found_not_what_float16_makes_of_it() -> None:
    logits = np.array([[1.0, 1.0001], [1.0001, 1.0]])  # the same in float16
    found = calibration.measure(made(logits, np.array([1, 0])))
    assert found.data["accuracy"][7] == 1.0


def test_neither_net_nor_images_are_needed() -> None:
    run = made(logits_of(sample()[0]), np.zeros(2000))
    run._net = run._images = None  # type: ignore[assignment]
    found = calibration.measure(run)
    assert set(drawn(found)) == {"reliability.png"}
    found.check()


def test_the_text_has_a_line_for_each_bin_with_images() -> None:
    sure, correct = np.array([0.95, 0.95, 0.55]), np.array([1, 1, 0])
    lines = reliability_diagram.in_text(calibration.reliability(sure, correct, bins=10)).splitlines()
    assert len(lines) == 3
    assert lines[1].split()[:5] == ["50%", "to", "60%", "1", "0.0%"]
    assert lines[2].split()[:5] == ["90%", "to", "100%", "2", "100.0%"]
    assert lines[2].count("█") == reliability_diagram.WIDE - 1  # and the mark
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(("right", "sure", "expected"), [(0, 0, 0), (1, 1, 23), (0.5, 0.25, 6), (0.25, 0.5, 12)])
def test_the_mark_stands_where_the_net_is_sure(right: float, sure: float, expected: int) -> None:
    bar = reliability_diagram.bar(right, sure)
    assert (len(bar), bar.index("|")) == (reliability_diagram.WIDE, expected)
    assert bar.count("█") + (expected < 24 * right) == round(24 * right)


def test_the_interval_is_wilsons() -> None:
    low, high = reliability_diagram.interval(np.array([0.0, 0.5, 1.0]), np.array([10, 100, 10]))
    assert low == pytest.approx([0, 0.4038, 0.7225], abs=1e-4)  # statsmodels, proportion_confint(method="wilson")
    assert high == pytest.approx([0.2775, 0.5962, 1], abs=1e-4)


@pytest.mark.parametrize("logits", [np.zeros((1, 2)), np.array([[9.0, 0, 0]]), np.zeros((7, 1))], ids=str)
def test_the_smallest_runs_are_drawn(logits: np.ndarray) -> None:
    found = calibration.measure(made(logits, np.zeros(len(logits))))
    found.check()
    assert drawn(found)["reliability.png"].shape == (600, 560, 3)


def test_a_calibrated_net_is_drawn_on_the_diagonal() -> None:
    """Of each bin, the bar ends about where the line of how sure the net is stands."""
    from matplotlib.colors import to_rgb

    from zoo_probes.charts import BLUE, ORANGE

    found = calibration.measure(made(logits_of(np.full(100, 0.75)), np.arange(100) % 4 == 3))
    picture = drawn(found)["reliability.png"]
    blue, orange = (np.abs(picture - 255 * np.array(to_rgb(c))).max(axis=-1) < 2 for c in (BLUE, ORANGE))
    columns = blue[200:].any(axis=0)  # below the legend
    assert (
        abs(np.flatnonzero(blue[120:, columns].any(axis=1)).min() - np.flatnonzero(orange[120:].any(axis=1)).min()) < 8
    )


def test_any_title_can_be_drawn() -> None:
    run = made(logits_of(sample()[0]), np.zeros(2000))
    run.record = {**run.record, "dataset": "image-folder:path=/日本/$x_1$/\udce9\x1b"}
    assert drawn(calibration.measure(run))["reliability.png"].shape == (600, 560, 3)
