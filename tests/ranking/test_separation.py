"""Tests of what would tell the first two rows of a dataset apart: the words, and commands that mean both rows."""

from __future__ import annotations

import shlex
from dataclasses import replace

import pytest

from tests.ranking import fakes
from zoo.cli.run.command import command
from zoo.ranking.board import Board
from zoo.ranking.ranking import FirstTwo, Ranking
from zoo.ranking.separation import separation

TWO = FirstTwo(runs=("a.1", "b.1"), seeds=(0, 1, 2), known=True, more_seeds=2)


def told(two=TWO, **changes):
    rows = fakes.row(names=("a.1", "a.2")), fakes.row(names=("b.1",), **changes)
    return list(separation(Board(rows, rankings=(Ranking(dataset="dots", first_two=two),))))


def parsed(note):
    """Returns what the commands of a note mean."""
    found = []
    for _, typed in note.commands:
        with command.make_context("run", shlex.split(typed)[2:]) as context:
            found.append(context.params)
    return found


def test_rows_that_differ_in_one_part_have_one_command():
    (note,) = told(model="deep-net")
    command = "zoo run -d dots -m net,deep-net -a none -r quick --seeds 5 --validation 0.1"
    assert note.text == "dots: about 2 more seeds of each of the first two rows would tell them apart."
    assert note.commands == (("Try", command),)
    assert [each["seeds"] for each in parsed(note)] == [5]


@pytest.mark.parametrize("more", [{"recipe": "slow"}, {"validation": None}])
def test_rows_that_differ_in_more_have_a_command_each(more):
    (note,) = told(model="deep-net", **more)
    assert [word for word, _ in note.commands] == ["Try", "and"]
    found = parsed(note)
    assert [each["model"] for each in found] == ["net", "deep-net"]
    assert [each["validation"] for each in found] == ["0.1", "none" if "validation" in more else "0.1"]


def test_seeds_are_added_to_those_that_both_have():
    (note,) = told(replace(TWO, seeds=(1, 7), more_seeds=1), model="deep-net")
    assert [each["seed"] for each in parsed(note)] == [(0, 1, 7)]
    assert "about 1 more seed of each" in note.text


def test_where_no_number_of_seeds_would_tell_that_is_said():
    assert told(replace(TWO, more_seeds=None)) == [
        ("dots: more seeds would not tell the first two rows apart; more test images might.", ())
    ]


def test_where_nothing_is_known_of_seeds_three_are_proposed():
    (note,) = told(replace(TWO, seeds=(0,), known=False, more_seeds=None), model="deep-net")
    assert "how much seeds matter is not known, so that no order is claimed; 2 more seeds would" in note.text
    assert [each["seeds"] for each in parsed(note)] == [3]


def test_of_what_is_not_installed_nothing_can_be_trained():
    (note,) = told(missing=("model gone",))
    assert note.commands == ()


def test_commands_mean_hostile_names():
    name = "deep-net:path=a b'$(x)`;&|\"é"
    (note,) = told(model=name)
    assert [each["model"] for each in parsed(note)] == [f"net,{name}"]


@pytest.mark.parametrize("two", [None, replace(TWO, more_seeds=0), replace(TWO, runs=("a.1", "gone.1"))])
def test_of_rows_that_are_apart_or_not_shown_nothing_is_said(two):
    assert told(two) == []
