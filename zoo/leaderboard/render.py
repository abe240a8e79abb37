"""A leaderboard as text: tables for a terminal, Markdown, CSV or JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from zoo.errors import clean
from zoo.leaderboard import columns, notes
from zoo.leaderboard import table as tables
from zoo.leaderboard.board import Board
from zoo.leaderboard.export import to_json
from zoo.leaderboard.notes import Note
from zoo.leaderboard.rows import Row

FIELDS = ("dataset", "rank_low", "rank_high", "model", "augmenter", "recipe", "accuracy", "half_width",
          "seed_half_width", "tta_accuracy", "tta_half_width", "seeds", "parameters", "epochs", "train_seconds",
          "validation", "limit", "batch_size", "note")  # fmt: skip


def table(board: Board[Row], width: int, heading: Callable[[str], str] = str) -> list[str]:
    """Returns the pieces of a text: a table per dataset, folded to `width` columns as far as expressions have joints,
    and the notes."""
    pieces = []
    for dataset, rows in board.datasets():
        lines = [*rows, *board.references(rows[0].dataset)]
        pieces += [heading(dataset), "\n\n", tables.text(lines, columns.columns(rows, board.interval), width), "\n\n"]
    return [*pieces, *_footer(board, width)] if pieces else []


def markdown(board: Board[Row]) -> str:
    """Returns a heading and a table per dataset, and the notes."""
    blocks = []
    for dataset, rows in board.datasets():
        lines = [*rows, *board.references(rows[0].dataset)]
        table = tables.markdown(lines, columns.columns(rows, board.interval))
        blocks.append(f"### {clean(dataset, 'markdown')}\n\n{table}")
    return "\n\n".join(blocks + [_paragraph(note) for note in notes.notes(board)])


def _paragraph(note: Note) -> str:
    """Returns a note as Markdown; its commands as code, in which nothing needs to be escaped."""
    return clean(note.text, "markdown") + "".join(f" {word}: {_code(command)}" for word, command in note.commands)


def _code(command: str) -> str:
    fence = "``" if "`" in command else "`"
    return f"{fence}{clean(command, 'cell')}{fence}"


def comma_separated(board: Board[Row]) -> str:
    """Returns a line per row: accuracies as fractions of 1, times in seconds, nothing where nothing is known."""
    named = [{**asdict(row), "seeds": len(row.seeds), "note": columns.note(row)} for row in board.rows]
    for values in named:
        values["rank_low"], values["rank_high"] = values["ranks"] or (None, None)
    return tables.comma_separated([[values[name] for name in FIELDS] for values in named], FIELDS)


FORMATS: dict[str, Callable[[Board[Row]], str]] = {"markdown": markdown, "csv": comma_separated, "json": to_json}


def _footer(board: Board[Row], width: int) -> list[str]:
    import textwrap

    def wrapped(note: Note) -> str:
        text = textwrap.fill(note.text, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
        return "\n".join([text, *(f"  {word}: {command}" for word, command in note.commands)])

    return ["\n".join(map(wrapped, found))] if (found := notes.notes(board)) else []
