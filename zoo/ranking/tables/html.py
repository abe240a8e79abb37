"""Tables and sheets as HTML, for notebooks: no style sheet, no script, and nothing that anybody wrote is markup."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import Any

from zoo.errors import clean
from zoo.ranking.tables import table as tables
from zoo.ranking.tables.sheet import Sheet, line
from zoo.ranking.tables.table import Columns


def text(words: str) -> str:
    """Returns a text as HTML shows it."""
    return html.escape(clean(words, "cell"))


def table(rows: Sequence[Any], columns: Columns) -> str:
    """Returns a table; numbers stand to the right."""
    titles, cells, sides = tables.written(rows, columns, text)
    lines = [_row("td", each, sides) for each in cells]
    return f"<table><thead>{_row('th', titles, sides)}</thead><tbody>{''.join(lines)}</tbody></table>"


def sheet(sheet: Sheet) -> str:
    """Returns a heading and a table each, and the notes."""
    made = [f"<h4>{text(each.heading)}</h4>{table(each.rows, each.columns)}" for each in sheet.tables]
    return "".join([*made, notes(map(line, sheet.notes))])


def notes(lines: Iterable[str]) -> str:
    """Returns small paragraphs."""
    return "".join(f"<p><small>{text(each)}</small></p>" for each in lines)


def picture(png: bytes) -> str:
    """Returns a picture."""
    import base64

    return f'<img alt="" src="data:image/png;base64,{base64.b64encode(png).decode()}">'


def _row(tag: str, cells: Sequence[str], sides: Sequence[str]) -> str:
    made = [f'<{tag} style="text-align: {side}">{cell}</{tag}>' for cell, side in zip(cells, sides, strict=True)]
    return f"<tr>{''.join(made)}</tr>"
