"""A leaderboard as text: tables for a terminal, Markdown, CSV or JSON."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence

from zoo.leaderboard import columns, grid, notes
from zoo.leaderboard.board import Board
from zoo.leaderboard.export import to_json
from zoo.leaderboard.rows import Row

FIELDS = ("dataset", "rank", "model", "augmenter", "recipe", "accuracy", "half_width", "tta_accuracy",
          "tta_half_width", "seeds", "parameters", "epochs", "train_seconds", "validation", "limit", "batch_size",
          "note")  # fmt: skip


def table(board: Board[Row], width: int, heading: Callable[[str], str] = str) -> str:
    """Returns a table per dataset, folded to `width` columns as far as expressions have joints, and the notes."""
    blocks = [f"{heading(dataset)}\n\n{_plain(rows, width)}" for dataset, rows in board.datasets()]
    return "\n\n".join([*blocks, *_footer(board, width)])


def markdown(board: Board[Row]) -> str:
    """Returns a heading and a table per dataset, and the notes."""
    from tabulate import tabulate

    blocks = []
    for dataset, rows in board.datasets():
        shown = columns.columns(rows)
        cells = [[column.cell(row).replace("|", r"\|") for column in shown] for row in rows]
        align = ["right" if column.right else "left" for column in shown]
        headers = [column.title for column in shown]
        text = tabulate(cells, headers, tablefmt="pipe", disable_numparse=True, colalign=align)
        blocks.append(f"### {dataset}\n\n{text}")
    return "\n\n".join(blocks + [re.sub("(zoo run .*)", r"`\1`", note) for note in notes.notes(board.rows)])


def comma_separated(board: Board[Row]) -> str:
    """Returns a line per row: accuracies as fractions of 1, times in seconds, nothing where nothing is known."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(FIELDS)
    for row in board.rows:
        own = {"seeds": len(row.runs), "note": columns.note(row)}
        writer.writerow([own[field] if field in own else getattr(row, field) for field in FIELDS])
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
