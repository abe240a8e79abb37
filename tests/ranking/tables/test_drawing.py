"""Tests of what is drawn with characters: intervals on an axis, curves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoo.ranking.tables import drawing, table
from zoo.ranking.tables.table import Column

NUMBERS = st.floats(0, 1)


@pytest.mark.parametrize(
    ("ends", "bar"),
    [((0, 1), "██████████"), ((0.5, 0.8), "     ███  "), ((-1, 0.25), "██▌       "), ((0.75, 2), "       ▐██")],
)
def test_an_interval_is_a_bar_where_it_lies(ends: tuple[float, float], bar: str) -> None:
    assert drawing.interval(*ends, (0, 1), 10) == bar


@given(NUMBERS, NUMBERS, st.integers(1, 40))
def test_a_bar_never_leaves_its_axis(one: float, other: float, width: int) -> None:
    assert len(drawing.interval(min(one, other), max(one, other), (0.2, 0.7), width).rstrip()) <= width


def test_a_value_alone_is_a_line() -> None:
    assert [drawing.interval(at, at, (0, 1), 4) for at in (0, 0.5, 1)] == ["|", "  |", "   |"]


def test_a_curve_goes_from_the_lowest_to_the_highest_block() -> None:
    assert drawing.curve([0.0, 0.5, 1.0], 10) == "▁▅█"
    assert drawing.curve([3.0, 3.0], 10) == "▁▁"
    assert drawing.curve([], 10) == ""


def test_a_long_curve_is_made_of_means() -> None:
    assert drawing.curve([0, 0, 0, 7, 7, 7], 2) == "▁█"
    assert len(drawing.curve(range(1000), 40)) == 40


def test_what_is_drawn_is_for_wide_terminals_alone() -> None:
    columns = ["name", Column("bar", lambda row: "###", spare=1, drawn=True)]
    assert "###" in table.text([["a"]], columns, table.WIDE)
    assert table.text([["a"]], columns, table.WIDE - 1) == "name\n----\na"
    assert table.text([["a" * table.WIDE]], columns, table.WIDE) == f"name\n{'-' * table.WIDE}\n{'a' * table.WIDE}"
    for form in (table.markdown, table.latex):
        assert "###" not in form([["a"]], columns)
