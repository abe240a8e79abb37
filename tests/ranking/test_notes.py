"""Tests of the notes below the tables."""

from __future__ import annotations

import shlex

import pytest

from tests.ranking import fakes
from zoo.cli.run.command import command
from zoo.ranking.board import Board
from zoo.ranking.comparable import BEYOND, GONE, MOST, OTHER
from zoo.ranking.notes import (
    ENDINGS,
    INTERVALS,
    LIMITED,
    PARTIAL,
    POOLED,
    RANKS,
    REFERENCES,
    TTA_INTERVAL,
    UNRANKED,
    WITH_TTA,
    again,
    notes,
)
from zoo.ranking.ranking import Ranking
from zoo.ranking.references import Reference
from zoo.ranking.rows import SeedResult


def seeds(*numbers):
    return tuple(SeedResult(name=f"r{n}", seed=n, accuracy=0.5, train_seconds=1.0) for n in numbers)


def told(*rows, **board):
    return [note.text for note in notes(Board(rows, **board))]


def test_a_plain_board_needs_none():
    assert told(fakes.row()) == []
    assert told() == []


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"ranks": (1, 2)}, RANKS),
        ({"half_width": 0.1}, INTERVALS["both"]),
        ({"pooled": True}, POOLED),
        ({"ranks": (1, 2), "unranked": "predictions of 1 of 2 seeds"}, PARTIAL),
        ({"unranked": OTHER}, UNRANKED[OTHER]),
        ({"unranked": BEYOND}, UNRANKED[BEYOND]),
        ({"tta_accuracy": 0.9}, WITH_TTA),
        ({"tta_half_width": 0.1}, TTA_INTERVAL),
        ({"endings": {"diverged": 1}}, ENDINGS),
    ],
)
def test_marks_are_explained(changes, text):
    assert text in told(fakes.row(**changes))


def test_the_interval_that_is_shown_is_explained():
    seeds = fakes.row(seed_half_width=0.1, tta_accuracy=0.9, tta_half_width=0.1)
    assert told(seeds, interval="seeds") == [INTERVALS["seeds"], WITH_TTA]
    assert told(seeds) == [WITH_TTA, TTA_INTERVAL]


def test_references_are_explained():
    reference = Reference(name="chance", accuracy=0.1)
    assert told(fakes.row(), rankings=(Ranking(dataset="dots", references=(reference,)),)) == [REFERENCES]


def test_what_is_explained_as_first_rows_is_as_many():
    assert f"first {MOST} rows" in UNRANKED[BEYOND]


def test_stale_rows_say_why_and_how_to_train_again():
    (note,) = notes(
        Board((fakes.row(stale=("the data of dots changed",)), fakes.row(stale=("the data of dots changed",))))
    )
    assert note.text.count("the data of dots changed") == 1
    command = "zoo run -d dots -m net -a none -r quick --seed 0 --validation 0.1 --refresh stale"
    assert note.commands == (("Train again", command),)


def test_rows_without_predictions_say_how_to_train_again():
    (note,) = notes(Board((fakes.row(unranked=GONE),)))
    command = "zoo run -d dots -m net -a none -r quick --seed 0 --validation 0.1 --force"
    assert note == (UNRANKED[GONE], (("Train again", command),))


def test_limited_rows_say_where_they_are_ranked():
    (note,) = notes(Board((fakes.row(limit=200), fakes.row(ranks=(1, 1), limit=100), fakes.row(limit=10, stale="x"))))[
        1:2
    ]
    assert note == (LIMITED, (("Try", "zoo leaderboard --train-images 200"),))
    assert LIMITED not in told(fakes.row(limit=200, ranks=(1, 1)))


@pytest.mark.parametrize(
    ("compared", "said"),
    [(0, []), (2, []), (3, ["dots: ranks are among 3 rows; 2 of them are shown."])],
)
def test_where_not_all_rows_are_shown_ranks_say_among_how_many_they_are(compared, said):
    rows = fakes.row(ranks=(1, 2)), fakes.row(ranks=(2, 3)), fakes.row(stale=("x",)), fakes.row(dataset="lines")
    found = told(*rows, rankings=(Ranking(dataset="dots", compared=compared),))
    assert [text for text in found if "among" in text] == said


def test_many_reasons_are_cut_short():
    (text,) = told(fakes.row(stale=tuple("abcde")))
    assert "a; b; c and 2 more" in text


def test_what_is_not_installed_is_named():
    (text,) = told(fakes.row(missing=("model gone",)))
    assert "model gone" in text


def test_as_is_data_are_explained():
    (text,) = told(fakes.row(as_is=True))
    assert text.startswith("as-is data: ")


def test_the_command_means_the_row():
    row = fakes.row(model="net:name=a b", validation=None, limit=50, runs=seeds(0, 1, 2))
    words = shlex.split(again(row))[2:]
    with command.make_context("run", words) as parsed:
        assert parsed.params["model"] == "net:name=a b"
        assert parsed.params["seeds"] == 3
        assert parsed.params["limit"] == 50
        assert parsed.params["validation"] == "none"
        assert parsed.params["refresh"] == "stale"
    with command.make_context("run", shlex.split(again(fakes.row(runs=seeds(4, 7))))[2:]) as parsed:
        assert parsed.params["seed"] == (4, 7)
