"""The table of accuracies seed by seed: means, intervals, bars and verdicts."""

from __future__ import annotations

import pytest

from benchmarks import seeds


def entry(*accuracies: float, took: float = 1.0, minutes: float | None = None) -> seeds.Entry:
    return seeds.Entry(
        name="x",
        run=(),
        peer=(),
        seeds=len(accuracies),
        published=98.0,
        bar=98.5,
        minutes=minutes,
        ours=[seeds.Result(accuracy=value, minutes=took) for value in accuracies],
        theirs=[seeds.Result(accuracy=98.0, minutes=2.0)],
    )


@pytest.mark.parametrize(
    ("made", "verdict"),
    [
        (entry(98.4, 98.6), "met"),
        (entry(98.5), "met"),
        (entry(98.3, 98.5), "MISSED by 0.10"),
        (entry(98.6, took=10.2, minutes=10), "MISSED took 10.2 min"),
        (entry(98.6, took=9.9, minutes=10), "met"),
        (entry(98.0, took=11, minutes=10), "MISSED by 0.50, took 11.0 min"),
    ],
)
def test_the_mean_is_held_against_the_bar_and_the_longest_against_the_minutes(made: seeds.Entry, verdict: str) -> None:
    assert made.verdict() == verdict


def test_a_row_shows_each_seed_and_the_mean_with_its_t_interval() -> None:
    cells = dict(zip(["what", "ours", "mean", "peer", "peer mean", "minutes"], entry(98.0, 99.0).row(), strict=False))
    assert cells["ours"] == "98.00, 99.00"
    assert cells["mean"] == "98.50 ± 6.35"  # 12.706 * 0.7071 / sqrt(2)
    assert (cells["peer"], cells["peer mean"]) == ("98.00", "98.00")
    assert cells["minutes"] == "1.0; 2.0"


def test_the_report_fails_where_a_bar_is_missed(capsys: pytest.CaptureFixture[str]) -> None:
    assert seeds.report("Title", [entry(99.0)]) == 0
    assert seeds.report("Title", [entry(99.0), entry(98.0)]) == 1
    assert "MISSED by 0.50" in capsys.readouterr().out
