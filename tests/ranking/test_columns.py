"""Tests of the columns: the ones that always stand, the settings that differ, and the words in cells."""

from __future__ import annotations

import pytest

from tests.ranking import fakes
from zoo.ranking import columns
from zoo.ranking.references import Reference
from zoo.ranking.tables import figures

ALWAYS = ["#", "model", "augmenter", "recipe", "test accuracy", "seeds", "parameters", "epochs", "training time"]


def titles(*rows):
    return [column.title for column in columns.columns(rows) if not column.drawn]


def drawn(*rows, interval="both"):
    """The title and the cells of the column that is drawn."""
    [column] = [column for column in columns.columns(rows, interval) if column.drawn]
    return [column.title, *map(column.cell, rows)]


def test_settings_that_are_equal_are_no_columns():
    assert titles(fakes.row(), fakes.row()) == ALWAYS
    assert titles() == ALWAYS


@pytest.mark.parametrize(
    ("change", "title", "cells"),
    [
        ({"validation": None}, "validation", ["0.1", "none"]),
        ({"limit": 1000}, "images", ["all", "1,000"]),
        ({"batch_size": 64, "recipe": "quick:batch_size=64"}, "batch size", ["32", "64"]),
    ],
)
def test_settings_that_differ_become_columns(change, title, cells):
    rows = [fakes.row(), fakes.row(**change)]
    assert titles(*rows) == [*ALWAYS, title]
    assert [columns.columns(rows)[-1].cell(row) for row in rows] == cells


def test_another_recipe_has_a_batch_size_of_its_own():
    assert titles(fakes.row(), fakes.row(recipe="slow", batch_size=64)) == ALWAYS


def test_limited_rows_say_so_even_where_all_are():
    assert titles(fakes.row(limit=200), fakes.row(limit=200)) == [*ALWAYS, "images"]


def test_test_time_augmentation_has_a_column_where_a_row_has_any():
    with_tta = [*ALWAYS[:5], "with TTA", *ALWAYS[5:]]
    rows = [fakes.row(), fakes.row(tta_accuracy=0.91, tta_half_width=0.002)]
    assert titles(*rows) == with_tta
    assert [columns.WITH_TTA.cell(row) for row in rows] == ["-", "91.00 ± 0.20%"]


def test_notes_have_a_column_where_there_are_any():
    assert titles(fakes.row(), fakes.row(as_is=True)) == [*ALWAYS, "note"]


def test_intervals_are_drawn_on_one_axis():
    best, other, unknown = (
        fakes.row(accuracy=0.96, half_width=0.04, seed_half_width=0.01),
        fakes.row(accuracy=0.84, half_width=0.02),
        fakes.row(accuracy=0.88, half_width=None),
    )
    assert drawn(best, other, unknown, fakes.row(accuracy=None, half_width=None)) == [
        "82%                 100%",
        "             ███████████",
        "█████▎                  ",
        "        |",
        "",
    ]
    assert drawn(best, other, interval="seeds")[:2] == ["84%                  97%", "                    ████"]


def test_one_interval_is_not_drawn_and_equal_ones_are():
    assert not any(column.drawn for column in columns.columns([fakes.row()]))
    assert drawn(fakes.row(accuracy=0.5, half_width=None), fakes.row(accuracy=0.5, half_width=None))[1:] == ["|", "|"]


def test_what_may_be_the_best_is_good_and_a_reference_is_aside():
    first, *_, note = columns.columns([fakes.row(as_is=True)])
    styles = [first.style(row) for row in (fakes.row(ranks=(1, 3)), fakes.row(ranks=(2, 3)), fakes.row())]
    assert styles == ["good", "", ""]
    assert first.style(Reference(name="chance", accuracy=0.1)) == "aside"
    assert note.style(fakes.row(as_is=True)) == "warning"


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, ""),
        ({"stale": ("x",)}, "stale"),
        ({"missing": ("model net",)}, "not installed"),
        ({"stale": ("x",), "as_is": True}, "stale, as-is data"),
        ({"unranked": "no predictions", "as_is": True}, "as-is data, no predictions"),
        ({"endings": {"diverged": 2, "failed": 1}, "stale": ("x",)}, "2 of 4 diverged, 1 of 4 failed, stale"),
    ],
)
def test_notes(changes, text):
    assert columns.note(fakes.row(**changes)) == text


@pytest.mark.parametrize(("ranks", "text"), [(None, "-"), ((1, 1), "1"), ((2, 14), "2-14")])
def test_ranks(ranks, text):
    assert columns.ranks(fakes.row(ranks=ranks)) == text


def accuracy(row, *interval):
    """Returns the cell of a row's accuracy."""
    (column,) = [column for column in columns.columns([row], *interval) if column.title == columns.ACCURACY]
    return column.cell(row)


def test_the_interval_is_the_one_that_was_asked_for():
    row = fakes.row(accuracy=0.9, half_width=0.02, seed_half_width=0.01)
    assert [accuracy(row), accuracy(row, "both"), accuracy(row, "seeds")] == [
        "90.00 ± 2.00%",
        "90.00 ± 2.00%",
        "90.00 ± 1.00%",
    ]
    assert accuracy(fakes.row(accuracy=0.9, seed_half_width=0.01)) == "90.00%"


def test_a_reference_has_a_name_and_an_accuracy():
    row = fakes.row(limit=100, validation=None, endings={"failed": 1}, tta_accuracy=0.5)
    reference = Reference(name="chance", accuracy=0.1)
    cells = {column.title: column.cell(reference) for column in columns.columns([row, fakes.row()])}
    assert {title: cell for title, cell in cells.items() if cell} == {"model": "chance", "test accuracy": "10.00%"}


@pytest.mark.parametrize(
    ("value", "half_width", "text"),
    [
        (0.98204, None, "98.20%"),
        (0.98204, 0.00131, "98.20 ± 0.13%"),
        (1.0, 0.0, "100.00 ± 0.00%"),
        (None, None, "-"),
        (0.998, 0.0052, "99.80 -0.52 +0.20%"),
        (0.001, 0.3, "0.10 -0.10 +30.00%"),
    ],
)
def test_accuracy(value, half_width, text):
    assert accuracy(fakes.row(accuracy=value, half_width=half_width)) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "-"),
        (0.04, "0.0s"),
        (9.94, "9.9s"),
        (9.95, "10s"),
        (59.4, "59s"),
        (59.6, "1m 00s"),
        (723, "12m 03s"),
        (3599.6, "1h 00m"),
        (12_000, "3h 20m"),
        (360_000, "100h 00m"),
    ],
)
def test_duration(seconds, text):
    assert figures.duration(seconds) == text


def test_unknown_numbers_are_dashes():
    row = fakes.row(parameters=None, epochs=None, train_seconds=None, accuracy=None)
    cells = [column.cell(row) for column in columns.columns([row])]
    assert cells == ["-", "net", "none", "quick", "-", "1", "-", "-", "-"]
