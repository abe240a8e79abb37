"""A sheet: what a view of the leaderboard shows, tables and the notes below them; and its text in every form."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zoo.errors import clean
from zoo.leaderboard import latex as tex
from zoo.leaderboard import table as tables
from zoo.leaderboard.figures import known
from zoo.leaderboard.table import Column

COMMAND = re.compile(r"(?:(?<=\. )[A-Z][a-z ]*: |(?<=: ))(?P<command>zoo .+)$")
"""The command at the end of a note, which is to be copied, and the words before it."""


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
    """

    name: str
    tables: Sequence[Table]
    notes: Sequence[str]
    records: Sequence[Mapping[str, Any]]
    fields: Sequence[str]


def text(sheet: Sheet, width: int, heading: Callable[[str], str] = str) -> list[str]:
    """Returns the pieces of a text: tables, folded to `width` columns as far as names have joints, and the notes."""
    pieces = []
    for table in sheet.tables:
        pieces += [heading(clean(table.heading, "cell")), "\n\n", tables.text(table.rows, table.columns, width), "\n\n"]
    return [*pieces, "\n".join(_wrapped(clean(note, "cell"), width) for note in sheet.notes)] if pieces else []


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
    return "\n\n".join([tex.NEEDS, *made, *([tex.notes(sheet.notes)] if sheet.notes else [])]) if made else ""


def comma_separated(sheet: Sheet) -> str:
    """Returns a line of titles and a line per row; nothing where nothing is known."""
    rows = [[known(record.get(field)) for field in sheet.fields] for record in sheet.records]
    return tables.comma_separated(rows, sheet.fields)


def to_json(sheet: Sheet) -> str:
    """Returns the rows as JSON, null where nothing is known, and the notes."""
    rows = [{field: known(record.get(field)) for field in sheet.fields} for record in sheet.records]
    document = {"view": sheet.name, "rows": rows, "notes": list(sheet.notes)}
    return clean(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False), "json")


FORMATS: dict[str, Callable[[Sheet], str]] = {
    "markdown": markdown,
    "csv": comma_separated,
    "json": to_json,
    "latex": latex,
}


def _wrapped(note: str, width: int) -> str:
    """Returns a note in lines; a command that does not fit into one has a line of its own, whole."""
    found = COMMAND.search(note)
    lines = _filled(note, width)
    if found is None or found["command"] in lines:
        return lines
    return f"{_filled(note[: found.start()], width)}\n  {found[0]}"


def _filled(note: str, width: int) -> str:
    return textwrap.fill(note, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def _paragraph(note: str) -> str:
    """Returns a note as Markdown; a command in it as code, in which nothing needs to be escaped."""
    if (found := COMMAND.search(note)) is None:
        return clean(note, "markdown")
    command = clean(found["command"], "cell")
    fence = "`" * (1 + max(map(len, re.findall("`+", command)), default=0))
    space = " " if command.endswith("`") else ""
    return f"{clean(note[: found.start('command')], 'markdown')}{fence}{command}{space}{fence}"
