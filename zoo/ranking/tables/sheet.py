"""A sheet: what a view of the leaderboard shows, tables and the notes below them; and its text in every form."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from zoo.errors import clean
from zoo.ranking.tables import latex as tex
from zoo.ranking.tables import table as tables
from zoo.ranking.tables.figures import known
from zoo.ranking.tables.table import Column


class Note(NamedTuple):
    """A note.

    Args:
        text: in sentences.
        commands: what to type, each after a word that introduces it; they are never folded.
    """

    text: str
    commands: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Table:
    """A table under its heading."""

    heading: str
    rows: Sequence[Any]
    columns: Sequence[Column]


@dataclass(frozen=True)
class Sheet:
    """What is shown.

    Args:
        name: what kind of view it is, for programs that read it.
        records: the same rows as data, for CSV and JSON: accuracies as fractions of 1, seconds; all have the same keys.
        fields: these keys, in order.
        cut: how many lines are not shown because they come after the first ones.
    """

    name: str
    tables: Sequence[Table]
    notes: Sequence[Note]
    records: Sequence[Mapping[str, Any]]
    fields: Sequence[str]
    cut: int = 0


def text(sheet: Sheet, width: int, heading: Callable[[str], str] = str, paint: tables.Paint | None = None) -> list[str]:
    """Returns the pieces of a text: tables, folded to `width` columns as far as names have joints, and the notes."""
    pieces = []
    for table in sheet.tables:
        body = tables.text(table.rows, table.columns, width, paint)
        pieces += [heading(clean(table.heading, "cell")), "\n\n", body, "\n\n"]
    notes = "\n".join(_wrapped(note, width) for note in sheet.notes)
    return [*pieces, notes] if pieces and notes else pieces[:-1]


def markdown(sheet: Sheet) -> str:
    """Returns a heading and a table each, and the notes as paragraphs."""
    blocks = [
        f"### {clean(table.heading, 'markdown')}\n\n{tables.markdown(table.rows, table.columns)}"
        for table in sheet.tables
    ]
    return "\n\n".join([*blocks, *map(_paragraph, sheet.notes)])


def latex(sheet: Sheet) -> str:
    """Returns tables with booktabs' rules, ready for a paper that has `\\usepackage{booktabs}`."""
    made = [tex.table(table.heading, tables.latex(table.rows, table.columns)) for table in sheet.tables]
    return (
        "\n\n".join([tex.NEEDS, *made, *([tex.notes(map(line, sheet.notes))] if sheet.notes else [])]) if made else ""
    )


def comma_separated(sheet: Sheet) -> str:
    """Returns a line of titles and a line per row; nothing where nothing is known."""
    rows = [[known(record.get(field)) for field in sheet.fields] for record in sheet.records]
    return tables.comma_separated(rows, sheet.fields)


def to_json(sheet: Sheet) -> str:
    """Returns the rows as JSON, null where nothing is known, and the notes."""
    rows = [{field: known(record.get(field)) for field in sheet.fields} for record in sheet.records]
    document = {"view": sheet.name, "rows": rows, "notes": [line(note) for note in sheet.notes]}
    return clean(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False), "json")


FORMATS: dict[str, Callable[[Sheet], str]] = {
    "markdown": markdown,
    "csv": comma_separated,
    "json": to_json,
    "latex": latex,
}


def _wrapped(note: Note, width: int) -> str:
    """Returns a note in lines; each command has one of its own, whole, to be copied."""
    text = textwrap.fill(clean(note.text, "cell"), width, subsequent_indent="  ", break_long_words=False,
                         break_on_hyphens=False)  # fmt: skip
    return "\n".join([text, *(f"  {word}: {clean(command, 'cell')}" for word, command in note.commands)])


def line(note: Note) -> str:
    """Returns a note as one line."""
    return " ".join([note.text, *(f"{word}: {command}" for word, command in note.commands)])


def _paragraph(note: Note) -> str:
    """Returns a note as Markdown; its commands as code, in which nothing needs to be escaped."""
    return clean(note.text, "markdown") + "".join(f" {word}: {_code(command)}" for word, command in note.commands)


def _code(command: str) -> str:
    shown = clean(command, "cell")
    fence = "`" * (1 + max(map(len, re.findall("`+", shown)), default=0))
    space = " " if shown.endswith("`") else ""
    return f"{fence}{shown}{space}{fence}"
