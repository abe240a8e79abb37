"""A leaderboard as text: tables for a terminal, Markdown, CSV or JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

from zoo.errors import clean
from zoo.leaderboard import columns, grid, notes
from zoo.leaderboard.board import Board
from zoo.leaderboard.export import to_json
from zoo.leaderboard.rows import Row

FIELDS = ("dataset", "rank", "model", "augmenter", "recipe", "accuracy", "half_width", "tta_accuracy",
          "tta_half_width", "seeds", "parameters", "epochs", "train_seconds", "validation", "limit", "batch_size",
          "note")  # fmt: skip


def table(board: Board[Row], width: int, heading: Callable[[str], str] = str) -> list[str]:
    """Returns the pieces of a text: a table per dataset, folded to `width` columns as far as expressions have joints,
    and the notes."""
    blocks = [[heading(dataset), f"\n\n{_plain(rows, width)}"] for dataset, rows in board.datasets()]
    blocks += [[footer] for footer in _footer(board, width)]
    return [piece for block in blocks for piece in ("\n\n", *block)][1:]


def markdown(board: Board[Row]) -> str:
    """Returns a heading and a table per dataset, and the notes."""
    from tabulate import tabulate

    blocks = []
    for dataset, rows in board.datasets():
        shown = columns.columns(rows)
        cells = [[clean(column.cell(row), "markdown") for column in shown] for row in rows]
        align = ["right" if column.right else "left" for column in shown]
        headers = [column.title for column in shown]
        text = tabulate(cells, headers, tablefmt="pipe", disable_numparse=True, colalign=align)
        blocks.append(f"### {clean(dataset, 'markdown')}\n\n{text}")
    return "\n\n".join(blocks + [_paragraph(note) for note in notes.notes(board.rows)])


def _paragraph(note: str) -> str:
    """Returns a note as Markdown; a command in it as code, in which nothing needs to be escaped."""
    words, found, command = note.partition("zoo run ")
    fence = "``" if "`" in command else "`"
    return clean(words, "markdown") + (f"{fence}{found}{clean(command, 'cell')}{fence}" if found else "")


def comma_separated(board: Board[Row]) -> str:
    """Returns a line per row: accuracies as fractions of 1, times in seconds, nothing where nothing is known."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(FIELDS)
    for row in board.rows:
        own = {"seeds": len(row.runs), "note": columns.note(row)}
        values = (own[field] if field in own else getattr(row, field) for field in FIELDS)
        writer.writerow([clean(value, "cell") if isinstance(value, str) else value for value in values])
    return stream.getvalue().rstrip("\n")


FORMATS: dict[str, Callable[[Board[Row]], str]] = {"markdown": markdown, "csv": comma_separated, "json": to_json}


def _plain(rows: Sequence[Row], width: int) -> str:
    shown = columns.columns(rows)
    return grid.text(
        [column.short for column in shown],
        [[column.cell(row) for column in shown] for row in rows],
        width=width,
        folds=[i for i, column in enumerate(shown) if column.folds],
        right=[i for i, column in enumerate(shown) if column.right],
    )


def _footer(board: Board[Row], width: int) -> list[str]:
    import textwrap

    def wrapped(note: str) -> str:
        said, found, command = note.partition(" Train again: ")
        lines = textwrap.fill(said, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
        return f"{lines}\n {found}{command}" if found else lines  # a command stays whole, to be copied

    return ["\n".join(wrapped(note) for note in found)] if (found := notes.notes(board.rows)) else []
