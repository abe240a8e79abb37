"""`--pareto parameters`: which rows no other row beats in both accuracy and cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from zoo.leaderboard import extra
from zoo.leaderboard.board import SAME, Board
from zoo.leaderboard.rows import Row
from zoo.leaderboard.sheet import Note, Sheet, Table
from zoo.leaderboard.table import Column

if TYPE_CHECKING:
    from zoo.store import Metric

COSTS = {
    "parameters": "parameters",
    "time": "train_seconds",
    "flops": "flops",
    "images-per-second": "images_per_second",
}
"""By what is typed, the metric."""

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
    value = extra.value(row, cost)
    if row.stale or row.accuracy is None or value is None:
        return None
    return value if cost.better == "lower" else -value, -round(row.accuracy, SAME)


def sheet(sheet: Sheet, board: Board[Row], cost: Metric) -> Sheet:
    """Returns the sheet of a board with the front marked, and the cost in it."""
    on_it = {id(row) for _, rows in board.datasets() for row in front(rows, cost)}
    with_cost = extra.added(sheet, [cost])
    tables = [_marked(table, on_it) for table in with_cost.tables]
    records = [{**record, "front": id(row) in on_it} for record, row in zip(with_cost.records, board.rows, strict=True)]
    notes = [_note(cost), *with_cost.notes] if tables else with_cost.notes
    return replace(with_cost, name="pareto", tables=tables, notes=notes, records=records,
                   fields=("front", *with_cost.fields))  # fmt: skip


def _marked(table: Table, on_it: set[int]) -> Table:
    def cell(row: Any) -> str:
        return MARK if id(row) in on_it else ""

    rank, *others = table.columns
    return replace(table, columns=[rank, Column("front", cell), *others])


def _note(cost: Metric) -> Note:
    better, same = ("more", "as many") if cost.better == "higher" else ("less", "no more")
    return Note(f"front: {MARK} where no other row has {better} {cost.title} and as much accuracy, or more accuracy and "
                f"{same} {cost.title}; by means, which chance may swap where intervals overlap.")  # fmt: skip


def cheapest_first(rows: Sequence[Row], cost: Metric) -> list[Row]:
    """Returns those rows that can be drawn, by cost."""
    return sorted((row for row in rows if _point(row, cost)), key=lambda row: extra.value(row, cost) or 0.0)
