"""The statistics of the benchmarks: bars, intervals, and the order of measurements."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import common

AT_MOST = common.Bar(sense="at most", value=1.5)
AT_LEAST = common.Bar(sense="at least", value=0.97)


@pytest.mark.parametrize(
    ("bar", "low", "high", "missed"),
    [
        (AT_MOST, 1.6, 1.7, True),
        (AT_MOST, 1.4, 1.7, False),
        (AT_MOST, 1.2, 1.3, False),
        (AT_LEAST, 0.90, 0.96, True),
        (AT_LEAST, 0.95, 0.99, False),
    ],
)
def test_a_bar_is_missed_only_by_the_whole_interval(bar: common.Bar, low: float, high: float, missed: bool) -> None:
    assert bar.missed_by(low, high) is missed


def comparison(ours: list[float], peer: list[float], *, difference: bool = False) -> common.Comparison:
    return common.Comparison(name="x", unit="s", bar=AT_MOST, ours=ours, peer=peer, difference=difference)


def test_the_interval_holds_the_median_of_the_pairs_ratios() -> None:
    rng = np.random.default_rng(0)
    drift = rng.uniform(1, 3, 40)  # slow and fast times of a machine cancel within a pair
    found = comparison([*(1.2 * drift * rng.normal(1, 0.01, 40))], [*drift])
    low, high = found.interval()
    assert low < 1.2 < high
    assert high - low < 0.02
    assert found.precise()
    assert not found.missed


def test_a_figure_without_a_bar_has_no_verdict() -> None:
    found = common.Comparison(name="x", unit="s", ours=[9.0] * 9, peer=[1.0] * 9)
    assert not found.missed
    assert found.precise()
    assert found.row()[-2:] == ["", ""]


def test_two_noisy_pairs_are_not_precise() -> None:
    assert not comparison([1.0, 2.0], [1.0, 1.0]).precise()


def test_differences_are_compared_in_their_unit() -> None:
    found = comparison([1.3] * 9, [1.0] * 9, difference=True)
    assert found.pairs == pytest.approx([0.3] * 9)
    assert found.row()[3].startswith("0.300 s")


def test_pairs_alternate_after_a_warm_up_and_stop_when_precise() -> None:
    calls: list[str] = []

    def measure(name: str, value: float) -> float:
        calls.append(name)
        return value

    found = common.collect(comparison([], []), lambda: measure("ours", 2.0), lambda: measure("peer", 1.0), least=3)
    assert calls[:2] == ["ours", "peer"]
    assert calls[2:] == ["peer", "ours", "ours", "peer", "peer", "ours"]
    assert (found.ours, found.peer) == ([2.0] * 3, [1.0] * 3)
    assert found.missed


def test_a_skipped_benchmark_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert common.skip("Memory", "no data") == 0
    assert "no data" in capsys.readouterr().out
