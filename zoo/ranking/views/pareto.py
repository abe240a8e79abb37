"""`--pareto parameters`: which rows no other row beats in both accuracy and cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from zoo.ranking.board import SAME, Board
from zoo.ranking.rows import Row
from zoo.ranking.tables.figures import known
from zoo.ranking.tables.sheet import Note, Sheet, Table
from zoo.ranking.tables.table import Column
from zoo.ranking.views import extra

if TYPE_CHECKING:
    from zoo.store import Metric

MARK = "*"


def front(rows: Iterable[Row], cost: Metric) -> list[Row]:
    """Returns the rows of one dataset that are on the front, the cheapest first: no other is as good in one and better
    in the other. Rows that are equal in both are on it together; stale rows, and those of which one is not known, are
    not looked at.

    Args:
        cost: what is set against the accuracy; which of two values is better is its own affair.
    """
    known = sorted((*point, place, row) for place, row in enumerate(rows) if (point := _point(row, cost)))
    found: list[tuple[float, float, int, Row]] = []
    for each in known:  # the cheapest first, of equals the most accurate
        if not found or each[1] < found[-1][1] or each[:2] == found[-1][:2]:
            found.append(each)
    return [row for *_, row in found]


def _point(row: Row, cost: Metric) -> tuple[float, float] | None:
    """Returns cost and error of a row, of both less is better."""
    value, accuracy = extra.value(row, cost), known(row.accuracy)
    if row.stale or accuracy is None or value is None:
        return None
    return -value if cost.better == "higher" else value, -round(accuracy, SAME)


def on_front(board: Board[Row], cost: Metric) -> set[int]:
    """Returns the identities of the rows that are on the front of their dataset."""
    return {id(row) for _, rows in board.datasets() for row in front(rows, cost)}


def marked(sheet: Sheet, board: Board[Row], on_it: set[int], cost: Metric) -> Sheet:
    """Returns the sheet of a board with the rows marked that are on the front."""
    tables = [_marked(table, on_it) for table in sheet.tables]
    records = [{**record, "front": id(row) in on_it} for record, row in zip(sheet.records, board.rows, strict=True)]
    notes = [_note(cost), *sheet.notes] if tables else sheet.notes
    return replace(sheet, name="pareto", tables=tables, notes=notes, records=records, fields=("front", *sheet.fields))


def _marked(table: Table, on_it: set[int]) -> Table:
    def cell(row: Any) -> str:
        return MARK if id(row) in on_it else ""

    rank, *others = table.columns
    return replace(table, columns=[rank, Column("front", cell), *others])


def _note(cost: Metric) -> Note:
    return Note(f"front: {MARK} where no other row is as good in accuracy and {cost.title}, and better in one of "
                "these; by means, which chance may swap where intervals overlap.")  # fmt: skip


def drawn(rows: Iterable[Row], cost: Metric) -> list[Row]:
    """Returns those rows that have a place in a picture, the cheapest first."""
    known = [(point[0], place, row) for place, row in enumerate(rows) if (point := _point(row, cost))]
    return [row for *_, row in sorted(known)]
