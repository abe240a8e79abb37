"""The tables of the first page: the cells of the terminal, what they are sorted by, and what rows are found by."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.site import made
from zoo.ranking import columns
from zoo.site.content import DatasetTable
from zoo.site.ranked import anchors, shown


def test_cells_are_those_of_the_terminal(tmp_path: Path) -> None:
    for found in shown(made.site(tmp_path).leaderboard.tables):
        rows = [each.line.row for each in found.lines]
        terminal = [column for column in columns.columns(rows) if not column.drawn]
        expected = [[str(column.cell(row)) for column in terminal if column.cell] for row in rows]
        assert [[cell.text for cell in each.cells] for each in found.lines] == expected
        assert [heading.title for heading in found.headings] == [column.title for column in terminal]


def test_figures_are_sorted_as_numbers_and_names_as_texts() -> None:
    lines = [made.line("a", 0.9, (1, 2)), made.line("b", 0.8, None)]
    (found,) = shown([made.table("photos", lines)])
    numbers = [{cell.heading.name: cell.number for cell in each.cells} for each in found.lines]
    assert (
        numbers[0].items() >= {"rank": "1.000002", "test-accuracy": "0.9", "parameters": "12345", "model": None}.items()
    )
    assert numbers[1]["note"] is None
    assert numbers[1]["rank"] == ""
    assert (numbers[0]["images"], numbers[1]["images"]) == ("1e+18", "100")


def test_references_are_cells_too() -> None:
    (found,) = shown([made.table("photos", [made.line("a", 0.9, (1, 2))])])
    texts = [{cell.heading.name: cell.text for cell in cells} for _, cells in found.references]
    assert [(each["model"], each["test-accuracy"]) for each in texts] == [("majority", "40.00%"), ("chance", "33.33%")]


def test_a_name_tells_a_row_from_the_others_of_its_table() -> None:
    lines = [made.line("a", 0.9, (1, 2)), made.line("b", 0.8, None)]
    (alone,), (found,) = (shown([made.table("photos", some)]) for some in (lines[:1], lines))
    assert [each.name for each in alone.lines] == ["net:width=16 · shift-flip · quick"]
    assert [each.name.partition("quick")[2] for each in found.lines] == [", images all", ", images 100"]


def test_components_in_a_row() -> None:
    line = made.line("a", 0.9, (1, 2))
    unread = replace(line, row=replace(line.row, model="<b>:x=1+net", augmenter="crop:fill=reflect+flip"))
    (found,) = shown([made.table("photos", [unread])])
    assert found.lines[0].names == {"model": "", "augmenter": "crop flip", "recipe": "quick"}


def test_anchors_are_plain_and_no_two_are_alike() -> None:
    datasets = ["MNIST", "mnist", "<b>", "", "a b/c:d=1", "mnist-2"]
    found = anchors([DatasetTable(dataset=name, lines=()) for name in datasets])
    assert found == [f"dataset-{name}" for name in ("mnist", "mnist-2", "b", "dataset", "a-b-c-d-1", "mnist-2-2")]


def test_a_row_without_an_accuracy_has_its_cells() -> None:
    line = made.line("a", 0.9, None)
    none = replace(line, row=replace(line.row, accuracy=None, half_width=None, runs=(), seeds=()))
    (found,) = shown([replace(made.table("photos", [none]), ranking=None)])
    assert found.axis is None
    assert {cell.heading.name: (cell.text, cell.number) for cell in found.lines[0].cells}["test-accuracy"] == ("-", "")
