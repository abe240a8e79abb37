"""The table of a dataset as the first page shows it: the terminal's columns and cells, with what each is sorted by."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, NamedTuple

from zoo.plugin import expressions
from zoo.ranking import columns
from zoo.ranking.rows import Row
from zoo.ranking.tables.figures import known
from zoo.ranking.tables.table import Column
from zoo.ranking.views.common import KINDS
from zoo.site.axis import Axis, Mark, axis
from zoo.site.content import DatasetTable, Line

NUMBERS: dict[str, Callable[[Row], float | None]] = {
    "#": lambda row: None if row.ranks is None else row.ranks[0] + row.ranks[1] / 1e6,
    columns.ACCURACY: lambda row: row.accuracy,
    "with TTA": lambda row: row.tta_accuracy,
    "seeds": lambda row: len(row.seeds),
    "parameters": lambda row: row.parameters,
    "epochs": lambda row: row.epochs,
    "training time": lambda row: row.train_seconds,
    "validation": lambda row: row.validation,
    "images": lambda row: 1e18 if row.limit is None else row.limit,
    "batch size": lambda row: row.batch_size,
}
"""By what the cells of a column are sorted; those of others by their text."""

HIGHER_FIRST = (columns.ACCURACY, "with TTA", "seeds")


class Heading(NamedTuple):
    """A column's title, and how it is drawn and sorted. `name`: the title as a class of CSS."""

    title: str
    name: str
    right: bool
    first: str


class Cell(NamedTuple):
    """A cell: its text, and the number that it is sorted by; empty where it has none, None where the text is."""

    heading: Heading
    text: str
    number: str | None


@dataclass(frozen=True)
class Ranked:
    """A line of a table.

    Args:
        name: tells it from the other lines of its table: with the settings that differ in it.
        names: by kind, the components in it, those of a chain apart with blanks between them.
    """

    line: Line
    name: str
    cells: Sequence[Cell]
    mark: Mark | None
    names: dict[str, str]


@dataclass(frozen=True)
class Shown:
    """A table: `anchor` names its place in the page; `references`: the cells of lines that took no training."""

    table: DatasetTable
    anchor: str
    headings: Sequence[Heading]
    lines: Sequence[Ranked]
    references: Sequence[tuple[float, Sequence[Cell]]]
    axis: Axis | None


def shown(tables: Sequence[DatasetTable]) -> list[Shown]:
    """Returns all tables of a page."""
    return [_shown(table, anchor) for table, anchor in zip(tables, anchors(tables), strict=True)]


def anchors(tables: Sequence[DatasetTable]) -> list[str]:
    """Returns a name for each table that an address may have: letters, digits and `-`, no two alike."""
    found: list[str] = []
    for table in tables:
        plain = re.sub(r"[^a-z0-9]+", "-", table.dataset.lower())[:60].strip("-") or "dataset"
        found.append(next(name for n in count(1) if (name := f"{plain}-{n}" if n > 1 else plain) not in found))
    return [f"dataset-{name}" for name in found]


def _shown(table: DatasetTable, anchor: str) -> Shown:
    rows = [line.row for line in table.lines]
    references = table.ranking.references if table.ranking else ()
    made = [column for column in columns.columns(rows) if not column.drawn]
    drawn = axis(rows, references)
    lines = [_line(line, made, told, drawn) for line, told in zip(table.lines, settings(rows), strict=True)]
    below = [(each.accuracy, _cells(made, each)) for each in references]
    return Shown(table, anchor, list(map(_heading, made)), lines, below, drawn)


def settings(rows: Sequence[Row]) -> list[list[str]]:
    """Returns, for each row, those settings that are not the same in all, as `validation none`."""
    made = columns.differing(rows)
    return [[f"{column.title} {column.cell(row)}" for column in made if column.cell] for row in rows]


def _line(line: Line, made: Sequence[Column], told: Sequence[str], drawn: Axis | None) -> Ranked:
    name = ", ".join([line.name, *told])
    found = {kind: " ".join(term.name for term in expressions.chain(getattr(line.row, kind))) for kind in KINDS}
    return Ranked(line, name, _cells(made, line.row), drawn.mark(line.row) if drawn else None, found)


def _heading(column: Column) -> Heading:
    name = {"#": "rank"}.get(column.title, re.sub(r"[^a-z]+", "-", column.title.lower()))
    first = "descending" if column.title in HIGHER_FIRST else "ascending"
    return Heading(column.title, name, column.right, first)


def _cells(made: Sequence[Column], row: Any) -> list[Cell]:
    found = []
    for column in made:
        text = "" if column.cell is None else str(column.cell(row))
        found.append(Cell(_heading(column), text, _number(column, row)))
    return found


def _number(column: Column, row: Any) -> str | None:
    if column.title not in NUMBERS or not isinstance(row, Row):
        return None
    number = known(NUMBERS[column.title](row))
    return "" if number is None else f"{number:.12g}"
