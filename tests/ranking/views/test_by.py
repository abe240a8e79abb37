"""Tests of means over what all were combined with."""

from __future__ import annotations

import pytest

from tests.ranking import fakes
from zoo.ranking.board import arrange
from zoo.ranking.tables import sheet
from zoo.ranking.views import by
from zoo.store.metrics import METRICS

ROWS = [
    fakes.row(model="a", augmenter="none", accuracy=0.9, half_width=0.02, metrics={"test_ece": 0.1}),
    fakes.row(model="a", augmenter="move", accuracy=0.8, half_width=0.04, metrics={"test_ece": 0.3}),
    fakes.row(model="a", augmenter="turn", accuracy=0.1),
    fakes.row(model="b", augmenter="none", accuracy=0.5, half_width=0.01),
    fakes.row(model="b", augmenter="move", accuracy=0.7),
    fakes.row(model="c", augmenter="x", accuracy=1.0),
    fakes.row(model="c", augmenter="none", accuracy=1.0, stale=("old",)),
]


def test_the_mean_is_over_the_combinations_that_all_have():
    a, b, c = by.means(ROWS, "model")
    assert (a.name, a.combinations, a.trained) == ("a", 2, 3)
    assert a.accuracy == pytest.approx(0.85)
    assert a.half_width == pytest.approx(0.03)
    assert (b.name, b.accuracy, b.combinations) == ("b", pytest.approx(0.6), 2)
    assert b.half_width is None, "one of its rows has no interval"
    assert (c.name, c.accuracy, c.combinations) == ("c", None, 0)


def test_metrics_are_averaged_over_the_same_rows():
    metric = METRICS["test_ece"]
    assert [line.metrics["test_ece"] for line in by.means(ROWS, "model", [metric])] == [pytest.approx(0.2), None, None]


def test_the_sheet_says_how_many_and_who_has_no_part():
    made = by.sheet(arrange(ROWS), "model", [METRICS["test_ece"]])
    lines = "".join(sheet.text(made, 80)).splitlines()
    assert lines[:7] == [
        "dots",
        "",
        "model  mean accuracy  combinations     ECE",
        "-----  -------------  ------------  ------",
        "a      85.00 ± 3.00%        2 of 3  0.2000",
        "b      60.00%               2 of 2       -",
        "c      -                    0 of 1       -",
    ]
    text = " ".join(lines)
    assert "no combination in common with the others: c." in text
    assert "Left out: 1 stale." in text
    assert [record["combinations"] for record in made.records] == [2, 2, 0]


def test_where_nothing_is_shared_the_way_to_change_that_is_told():
    rows = [fakes.row(model="a", augmenter="x", names=("r",)), fakes.row(model="b", augmenter="y", accuracy=0.1)]
    told = by.sheet(arrange(rows), "model").notes[-1]
    assert told.commands == (("Try", "zoo run -d dots -m b -a x -r quick --seed 0 --validation 0.1"),)
    assert by.sheet(arrange(ROWS), "model").notes[-1].commands == (("Try", "zoo leaderboard --effects"),)
    assert not [note for note in by.sheet(arrange(ROWS[:1]), "model").notes if note.commands]


@pytest.mark.parametrize("kind", by.KINDS)
def test_every_kind(kind):
    names = [line.name for line in by.means([fakes.row(**{kind: "x"}), fakes.row(**{kind: "y"}, accuracy=0.1)], kind)]
    assert names == ["x", "y"]


def test_the_interval_that_is_asked_for():
    rows = [fakes.row(half_width=0.1, seed_half_width=0.2)]
    assert by.means(rows, "model", interval="seeds")[0].half_width == 0.2


def test_top_and_nothing():
    assert len(by.sheet(arrange(ROWS), "model", top=1).records) == 1
    assert sheet.text(by.sheet(arrange([]), "model"), 80) == []
