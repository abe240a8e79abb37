"""A leaderboard as text: tables for a terminal, Markdown, LaTeX, CSV or JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zoo.ranking import columns, notes
from zoo.ranking.board import Board
from zoo.ranking.export import to_json
from zoo.ranking.rows import Row
from zoo.ranking.tables import sheet as sheets
from zoo.ranking.tables.sheet import Sheet, Table

FIELDS = ("dataset", "rank_low", "rank_high", "model", "augmenter", "recipe", "accuracy", "half_width",
          "seed_half_width", "tta_accuracy", "tta_half_width", "seeds", "parameters", "epochs", "train_seconds",
          "validation", "limit", "batch_size", "note")  # fmt: skip


def sheet(board: Board[Row]) -> Sheet:
    """Returns a table per dataset, what its accuracies are to be read against as its last rows, and the notes."""
    found = [
        Table(dataset, [*rows, *board.references(rows[0].dataset)], columns.columns(rows, board.interval))
        for dataset, rows in board.datasets()
    ]
    return Sheet("rows", found, notes.notes(board), [_record(row) for row in board.rows], FIELDS)


def _record(row: Row) -> dict[str, Any]:
    low, high = row.ranks or (None, None)
    made = {"rank_low": low, "rank_high": high, "seeds": len(row.seeds), "note": columns.note(row)}
    return {name: made[name] if name in made else getattr(row, name) for name in FIELDS}


def table(board: Board[Row], width: int, heading: Callable[[str], str] = str) -> list[str]:
    """Returns the pieces of a text for a terminal of `width` columns."""
    return sheets.text(sheet(board), width, heading)


def markdown(board: Board[Row]) -> str:
    """Returns a heading and a table per dataset, and the notes."""
    return sheets.markdown(sheet(board))


def comma_separated(board: Board[Row]) -> str:
    """Returns a line per row: accuracies as fractions of 1, times in seconds, nothing where nothing is known."""
    return sheets.comma_separated(sheet(board))


def latex(board: Board[Row]) -> str:
    """Returns a table per dataset for a paper, and the notes."""
    return sheets.latex(sheet(board))


FORMATS: dict[str, Callable[[Board[Row]], str]] = {
    "markdown": markdown,
    "latex": latex,
    "csv": comma_separated,
    "json": to_json,
}
