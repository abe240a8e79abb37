"""Tests of tables that fold expressions at their joints."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoo.leaderboard import grid

EXPRESSION = st.text(alphabet="ab:+=/", max_size=40)


@pytest.mark.parametrize(
    ("expression", "width", "lines"),
    [
        ("shift", 3, ["shift"]),
        ("shift+flip", 20, ["shift+flip"]),
        ("shift+flip", 8, ["shift+", "flip"]),
        ("net:width=8:rate=0.5", 12, ["net:width=8", ":rate=0.5"]),
        ("net:width=8:rate=0.5", 9, ["net", ":width=8", ":rate=0.5"]),
        ("net:width=8:rate=0.5", 8, ["net", ":width=8", ":rate", "=0.5"]),
        ("net:sizes=32/64/64", 8, ["net", ":sizes", "=32/64/", "64"]),
    ],
)
def test_folding(expression, width, lines):
    assert grid.fold(expression, width).split("\n") == lines


@given(EXPRESSION, st.integers(1, 50))
def test_folding_loses_nothing(expression, width):
    assert grid.fold(expression, width).replace("\n", "") == expression


@given(EXPRESSION.filter(bool))
def test_what_fits_is_not_folded(expression):
    assert grid.fold(expression, len(expression)) == expression


def table(width, folds=(0,), right=(1,)):
    return grid.text(["name", "n"], [["net:width=8:rate=0.5", "7"], ["x", "10"]], width=width, folds=folds, right=right)


def test_a_table_is_as_wide_as_it_has_to_be():
    assert table(80).splitlines() == [
        "name                   n",
        "--------------------  --",
        "net:width=8:rate=0.5   7",
        "x                     10",
    ]


def test_a_narrow_terminal_folds():
    assert max(map(len, table(20).splitlines())) <= 20


def test_a_terminal_too_narrow_still_shows_all():
    assert [line.split()[0] for line in table(1).splitlines()[2:]] == ["net", ":width=8", ":rate", "=0.5", "x"]
    assert table(1, folds=()) == table(80)
