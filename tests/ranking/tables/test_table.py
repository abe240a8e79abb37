"""Tests of tables: folded at joints, fitted to a width, without what has no room."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoo.ranking.tables import table
from zoo.ranking.tables.table import Column

CELL = st.text(alphabet="ab:+=/-_ 1", max_size=40)
ROWS = [["net:width=8:rate=0.5", "7"], ["x", "10"]]
NUMBER = Column("n", right=True)


@pytest.mark.parametrize(
    ("cell", "width", "lines"),
    [
        ("shift", 3, ["shi", "ft"]),
        ("shift+flip", 20, ["shift+flip"]),
        ("shift+flip", 8, ["shift+", "flip"]),
        ("net:width=8:rate=0.5", 12, ["net:width=8", ":rate=0.5"]),
        ("net:width=8:rate=0.5", 9, ["net", ":width=8", ":rate=0.5"]),
        ("net:width=8:rate=0.5", 8, ["net", ":width=8", ":rate", "=0.5"]),
        ("net:sizes=32/64/64", 8, ["net", ":sizes", "=32/64/", "64"]),
        ("net:dense_dropout=0", 9, ["net", ":dense_", "dropout=0"]),
        ("93.10 ± 1.23%", 9, ["93.10 ", "± 1.23%"]),
        ("two hidden layers", 10, ["two hidden", " layers"]),
        ("preset: shift+flip", 12, ["preset: ", "shift+flip"]),
    ],
)
def test_folding(cell: str, width: int, lines: list[str]) -> None:
    folded = table.fold(cell, width)
    assert [line.strip() for line in folded] == [line.strip() for line in lines]


@given(CELL, st.integers(1, 50))
def test_folding_loses_nothing_and_fits(cell: str, width: int) -> None:
    assert "".join(table.fold(cell, width)) == cell
    assert all(len(line.rstrip()) <= width for line in table.fold(cell, width))


@given(CELL.filter(bool))
def test_what_fits_is_not_folded(cell: str) -> None:
    assert table.fold(cell, len(cell)) == [cell]


def test_a_table_is_as_wide_as_it_has_to_be() -> None:
    assert table.text(ROWS, ["name", NUMBER], 80).splitlines() == [
        "name                   n",
        "--------------------  --",
        "net:width=8:rate=0.5   7",
        "x                     10",
    ]
    assert table.text([], ["name", "n"], 80).splitlines() == ["name  n", "----  -"]


@given(st.lists(st.tuples(CELL, CELL, CELL, st.integers(0, 10**9)), max_size=4), st.integers(50, 90))
def test_a_table_fits(rows: list[tuple[str, str, str, int]], width: int) -> None:
    columns = ["one", "test accuracy", Column("two", spare=1), Column("n", right=True)]
    assert max(map(len, table.text(rows, columns, width).splitlines())) <= width


def test_numbers_and_names_stay_whole_on_a_terminal_too_narrow() -> None:
    lines = table.text([["a-name-to-be-copied", 1_000_000]], [Column("name", fixed=True), NUMBER], 1).splitlines()
    assert lines[-1] == "a-name-to-be-copied  1000000"


def test_words_are_broken_only_where_nothing_can_be_left_out() -> None:
    columns = ["what", Column("time", spare=1), Column("epochs", short="ep.", spare=2)]
    row = ["extraordinarily", "some minutes", "100 in all"]
    assert table.text([row], columns, 27).splitlines()[2:] == [
        "extraordinarily  some",
        "                 minutes",
        "(No room for: ep.)",
    ]
    assert table.text([row], columns, 9).splitlines()[2:] == ["extraordi", "narily", "(No room for: ep., time)"]


def test_cells_are_computed_and_none_is_empty() -> None:
    columns = [Column("name", lambda row: row.upper()), Column("nothing", lambda row: None)]
    assert table.text(["a"], columns, 80).splitlines()[2:] == ["A"]
    assert table.markdown(["a"], columns).splitlines()[2].replace(" ", "") == "|A||"


def test_markdown_has_the_long_titles_and_folds_nothing() -> None:
    columns = [Column("parameters", short="params", right=True), "text"]
    title, rule, row = table.markdown([["1", "word " * 40]], columns).splitlines()
    assert title.split() == ["|", "parameters", "|", "text", "|"]
    assert [cell.endswith(":") for cell in rule.strip("|").split("|")] == [True, False]
    assert row.split().count("word") == 40


def test_csv_has_no_line_ends_within_cells() -> None:
    assert table.comma_separated([["a\nb", None], [0.5, "x,y"]], ["one", "two"]).splitlines() == [
        "one,two",
        r"a\nb,",
        '0.5,"x,y"',
    ]
