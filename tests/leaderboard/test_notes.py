"""Tests of the notes below the tables."""

from __future__ import annotations

import shlex

from tests.leaderboard import fakes
from zoo.cli.run.command import command
from zoo.leaderboard.notes import ENDINGS, INTERVAL, WITH_TTA, again, notes
from zoo.leaderboard.rows import SeedResult


def seeds(*numbers):
    return tuple(SeedResult(name=f"r{n}", seed=n, accuracy=0.5, train_seconds=1.0) for n in numbers)


def told(*rows):
    return [note.text for note in notes(rows)]


def test_a_plain_board_needs_none():
    assert told(fakes.row()) == []
    assert told() == []


def test_marks_are_explained():
    assert told(fakes.row(half_width=0.1)) == [INTERVAL]
    assert told(fakes.row(tta_accuracy=0.9)) == [WITH_TTA]
    assert told(fakes.row(endings={"diverged": 1})) == [ENDINGS]


def test_stale_rows_say_why_and_how_to_train_again():
    (note,) = notes([fakes.row(stale=("the data of dots changed",)), fakes.row(stale=("the data of dots changed",))])
    assert note.text.count("the data of dots changed") == 1
    ((_, command),) = note.commands
    assert command == "zoo run -d dots -m net -a none -r quick --seed 0 --validation 0.1 --refresh stale"


def test_many_reasons_are_cut_short():
    (text,) = told(fakes.row(stale=tuple("abcde")))
    assert "a; b; c; and 2 more" in text


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
