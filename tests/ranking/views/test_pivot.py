"""Tests of the table with a column per dataset."""

from __future__ import annotations

from tests.ranking import fakes
from zoo.ranking.board import arrange
from zoo.ranking.tables import sheet
from zoo.ranking.views import pivot


def row(model, dataset, accuracy, ranks=None, **changes):
    return fakes.row(model=model, dataset=dataset, accuracy=accuracy, ranks=ranks, **changes)


ROWS = [
    row("a", "dots", 0.9, (1, 2), half_width=0.01),
    row("b", "dots", 0.8, (1, 3)),
    row("c", "dots", 0.7, (2, 3)),
    row("a", "lines", 0.5, (2, 2)),
    row("b", "lines", 0.6, (1, 1)),
]


def lines(rows, width=80):
    return "".join(sheet.text(pivot.sheet(arrange(rows)), width)).splitlines()


def test_models_are_rows_datasets_columns_and_the_mean_rank_has_its_set():
    assert lines(ROWS)[:7] == [
        "Test accuracy",
        "",
        "mean rank    model  dots           lines",
        "-----------  -----  -------------  ------",
        "1.5 (1.5-2)  a      90.00 ± 1.00%  50.00%",
        "1.5 (1-2)    b      80.00%         60.00%",
        "-            c      70.00%         -",
    ]


def test_what_was_trained_has_columns_where_it_differs():
    more = [*ROWS, row("a", "dots", 0.3, augmenter="move", validation=None)]
    assert lines(more)[2].split()[:5] == ["mean", "rank", "model", "augmenter", "valid."]


def test_equal_rows_share_a_place():
    found = pivot.lines([row("a", "dots", 0.1 + 0.2, (1, 2)), row("b", "dots", 0.3, (1, 2))])
    assert [line.rank for line in found] == [1, 1]


def test_without_ranks_there_is_no_mean_of_them():
    found = lines([row("a", "dots", 0.9)])
    assert found[2].split() == ["model", "dots"]
    assert found[-1].startswith("No mean rank: ")


def test_stale_rows_make_neither_lines_nor_columns():
    text = lines([*ROWS, row("a", "old", 0.9, stale=("x",)), row("a", "dots", 0.99, stale=("x",))])
    assert text[2].split() == ["mean", "rank", "model", "dots", "lines"]
    assert text[-1] == "Left out: 2 stale."


def test_a_record_per_cell():
    made = pivot.sheet(arrange(ROWS))
    assert len(made.records) == 6
    assert made.records[0] == {"rank": 1.5, "rank_low": 1.5, "rank_high": 2.0, "model": "a", "augmenter": "none",
                               "recipe": "quick", "dataset": "dots", "accuracy": 0.9, "half_width": 0.01}  # fmt: skip
    assert "accuracy" not in made.records[-1]


def test_top_and_nothing():
    assert len(pivot.sheet(arrange(ROWS), top=1).tables[0].rows) == 1
    assert lines([]) == []
