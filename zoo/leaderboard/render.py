"""A leaderboard as text: tables for a terminal, Markdown, CSV or JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from zoo.errors import clean
from zoo.leaderboard import columns, notes
from zoo.leaderboard import table as tables
from zoo.leaderboard.board import Board
from zoo.leaderboard.export import to_json
from zoo.leaderboard.rows import Row

FIELDS = ("dataset", "rank", "model", "augmenter", "recipe", "accuracy", "half_width", "tta_accuracy",
          "tta_half_width", "seeds", "parameters", "epochs", "train_seconds", "validation", "limit", "batch_size",
          "note")  # fmt: skip


def table(board: Board[Row], width: int, heading: Callable[[str], str] = str) -> list[str]:
    """Returns the pieces of a text: a table per dataset, folded to `width` columns as far as expressions have joints,
    and the notes."""
    pieces = []
    for dataset, rows in board.datasets():
        pieces += [heading(dataset), "\n\n", tables.text(rows, columns.columns(rows), width), "\n\n"]
    return [*pieces, *_footer(board, width)] if pieces else []


def markdown(board: Board[Row]) -> str:
    """Returns a heading and a table per dataset, and the notes."""
    blocks = [
        f"### {clean(dataset, 'markdown')}\n\n{tables.markdown(rows, columns.columns(rows))}"
        for dataset, rows in board.datasets()
    ]
    return "\n\n".join(blocks + [_paragraph(note) for note in notes.notes(board.rows)])


def _paragraph(note: str) -> str:
    """Returns a note as Markdown; a command in it as code, in which nothing needs to be escaped."""
    words, found, command = note.partition("zoo run ")
    fence = "``" if "`" in command else "`"
    return clean(words, "markdown") + (f"{fence}{found}{clean(command, 'cell')}{fence}" if found else "")


def comma_separated(board: Board[Row]) -> str:
    """Returns a line per row: accuracies as fractions of 1, times in seconds, nothing where nothing is known."""
    named = ({**asdict(row), "seeds": len(row.seeds), "note": columns.note(row)} for row in board.rows)
    return tables.comma_separated([[values[name] for name in FIELDS] for values in named], FIELDS)


FORMATS: dict[str, Callable[[Board[Row]], str]] = {"markdown": markdown, "csv": comma_separated, "json": to_json}


def _footer(board: Board[Row], width: int) -> list[str]:
    import textwrap

    def wrapped(note: str) -> str:
        said, found, command = note.partition(" Train again: ")
        lines = textwrap.fill(said, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
        return f"{lines}\n {found}{command}" if found else lines  # a command stays whole, to be copied

    return ["\n".join(wrapped(note) for note in found)] if (found := notes.notes(board.rows)) else []
