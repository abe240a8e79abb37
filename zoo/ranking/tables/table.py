"""Tables as text: folded to the terminal, as Markdown, LaTeX, CSV. Whatever is listed is listed by these."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import zip_longest
from operator import itemgetter
from typing import Any

from zoo.errors import clean

SPACE = "  "
WIDE = 120
"""From so many characters on, a terminal has room for what is drawn."""

NARROWEST = 8
"""Characters that a column keeps, however narrow the terminal is."""

FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
"""With these spreadsheets begin a formula, in half width and full."""

_JOINTS = [re.compile(joint) for joint in (r"(?<= )(?!\d)", r"(?<=\+)|(?=:)", r"(?<= )", r"(?==)|(?<=/)", r"(?<=[-_])")]
"""Where a cell may be folded, the best first: between words, though not before a number; where an expression has a
plus sign or a parameter; before a value or within a sequence; after a hyphen."""


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Args:
        cell: gives a row's value; without it, that is the row's item at the place of the column.
        short: the title that a terminal gets.
        right: numbers: they stand to the right, and are never folded.
        fixed: a name to be copied: never folded.
        spare: above 0, it is left out where a terminal has no room for it: the largest first.
        drawn: a picture made of characters, which wide terminals get, and nothing else does.
        style: what a row's cell tells by its colour: `good`, `bad`, `warning`, `aside`, or nothing.
    """

    title: str
    cell: Callable[[Any], Any] | None = None
    short: str = ""
    right: bool = False
    fixed: bool = False
    spare: int = 0
    drawn: bool = False
    style: Callable[[Any], str] | None = None


Columns = Sequence[Column | str]
"""Columns, or the titles of plain ones."""

Paint = Callable[[str, str], str]
"""Returns a text in the colour of a style."""


@dataclass(frozen=True)
class _Shown:
    """A column with its title and its cells, as texts."""

    column: Column
    title: str
    cells: Sequence[str]

    @property
    def most(self) -> int:
        """The width at which nothing is folded."""
        return max(map(len, [self.title, *self.cells]))

    def least(self, *, breaking: bool = False) -> int:
        """Returns the least width; `breaking` also breaks words, of cells that are folded."""
        if self.column.right or self.column.fixed:
            return max(map(len, [*self.title.split(), *self.cells]))
        return max(min(self.most, NARROWEST), 0 if breaking else self._longest, *map(len, self.title.split()))

    @cached_property
    def _longest(self) -> int:
        """The length of the longest piece between two joints."""
        return max((len(word.rstrip()) for cell in self.cells for word in _pieces(cell, 1, _JOINTS)), default=0)

    def lines(self, width: int) -> list[list[str]]:
        """Returns the lines of title and cells, each as wide as the widest."""
        folded = [[line.rstrip() for line in fold(cell, width)] for cell in (self.title, *self.cells)]
        widest = max(len(line) for lines in folded for line in lines)
        pad = str.rjust if self.column.right else str.ljust
        return [[pad(line, widest) for line in lines] for lines in folded]


def text(rows: Sequence[Any], columns: Columns, width: int, paint: Paint | None = None) -> str:
    """Returns a table of at most `width` characters, as far as that can be had, and what there was no room for."""
    made = [column for column in _all(columns) if not column.drawn or width >= WIDE]
    cells = _written(rows, made, partial(clean, form="cell"))
    titles = [clean(column.short or column.title, "cell") for column in made]
    shown = [_Shown(column, titles[i], [row[i] for row in cells]) for i, column in enumerate(made)]
    dropped = []
    while _total([each.least() for each in shown]) > width and any(each.column.spare for each in shown):
        dropped.append(max(shown, key=lambda each: each.column.spare))
        shown.remove(dropped[-1])
    folded = [each.lines(limit) for each, limit in zip(shown, _limits(shown, width), strict=True)]
    blank = [" " * len(lines[0][0]) for lines in folded]
    if paint:
        folded = [_painted(lines, rows, each.column, paint) for lines, each in zip(folded, shown, strict=True)]
    title, *others = ([_line(parts, blank) for parts in zip_longest(*row)] for row in zip(*folded, strict=True))
    lines = [*title, SPACE.join("-" * len(each) for each in blank), *(line for row in others for line in row)]
    missed = [each.title for each in dropped if not each.column.drawn]
    return "\n".join([*lines, *([f"(No room for: {', '.join(missed)})"] if missed else [])])


def markdown(rows: Sequence[Any], columns: Columns) -> str:
    """Returns a table as Markdown."""
    from tabulate import tabulate

    titles, cells, align = written(rows, columns, partial(clean, form="markdown"))
    titles = [title.replace(r"\#", "#") for title in titles]  # in a cell it heads nothing
    return tabulate(cells, titles, tablefmt="pipe", disable_numparse=True, colalign=align)


def latex(rows: Sequence[Any], columns: Columns) -> str:
    """Returns a table as LaTeX, with booktabs' rules."""
    from zoo.ranking.tables import latex as tex

    made = _made(columns)
    align = "".join("r" if column.right else "l" for column in made)
    return tex.tabular([tex.escaped(column.title) for column in made], _written(rows, made, tex.cell), align)


def written(
    rows: Sequence[Any], columns: Columns, write: Callable[[str], str]
) -> tuple[list[str], list[list[str]], list[str]]:
    """Returns titles and cells as `write` writes them, and the side to which each column stands."""
    made = _made(columns)
    sides = ["right" if column.right else "left" for column in made]
    return [write(column.title) for column in made], _written(rows, made, write), sides


def comma_separated(rows: Sequence[Sequence[Any]], titles: Sequence[str]) -> str:
    """Returns a line of titles and a line per row; None is nothing. What a spreadsheet would take for a formula has an
    apostrophe before it."""
    import csv
    import io

    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerows([_no_formula(value) if isinstance(value, str) else value for value in row]
                     for row in (titles, *rows))  # fmt: skip
    return stream.getvalue().rstrip("\n")


def _no_formula(text: str) -> str:
    return f"'{shown}" if (shown := clean(text, "cell")).lstrip().startswith(FORMULA) else shown


def fold(cell: str, width: int) -> list[str]:
    """Returns a cell in lines of at most `width` characters; where no joint helps, it is broken anywhere."""
    lines, words = [""], _pieces(cell, width, _JOINTS)
    for piece in (word[start : start + width] for word in words for start in range(0, len(word), width)):
        if lines[-1] and len(f"{lines[-1]}{piece}".rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return lines


def _pieces(cell: str, width: int, joints: Sequence[re.Pattern[str]]) -> Iterator[str]:
    if len(cell.rstrip()) <= width or not joints:
        yield cell
    else:
        for piece in filter(None, joints[0].split(cell)):
            yield from _pieces(piece, width, joints[1:])


def _all(columns: Columns) -> list[Column]:
    return [column if isinstance(column, Column) else Column(column) for column in columns]


def _made(columns: Columns) -> list[Column]:
    return [column for column in _all(columns) if not column.drawn]


def _painted(lines: Sequence[list[str]], rows: Sequence[Any], column: Column, paint: Paint) -> list[list[str]]:
    """Returns a column's lines, those of its title first, each row's in its colour."""
    if not (style := column.style):
        return list(lines)
    title, *cells = lines
    return [title, *([paint(line, style(row)) for line in cell] for cell, row in zip(cells, rows, strict=True))]


def _written(rows: Sequence[Any], columns: Sequence[Column], write: Callable[[str], str]) -> list[list[str]]:
    values = [column.cell or itemgetter(place) for place, column in enumerate(columns)]
    found = [[value(row) for value in values] for row in rows]
    return [["" if value is None else write(str(value)) for value in row] for row in found]


def _limits(shown: Sequence[_Shown], width: int) -> list[int]:
    """Returns the widths of columns; the widest is made narrower until all fit, or no column can be."""
    limits, floors = [each.most for each in shown], [each.least() for each in shown]
    if _total(floors) > width:
        floors = [each.least(breaking=True) for each in shown]
    while _total(limits) > width and limits != floors:
        widest = max((i for i, limit in enumerate(limits) if limit > floors[i]), key=limits.__getitem__)
        limits[widest] -= 1
    return limits


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(SPACE) * (len(widths) - 1)


def _line(parts: Sequence[str | None], blank: Sequence[str]) -> str:
    return SPACE.join(part or empty for part, empty in zip(parts, blank, strict=True)).rstrip()
