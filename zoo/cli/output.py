"""How all is printed: results, tables and JSON on stdout, all else on stderr; no text can give the terminal orders."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from typing import Any

from zoo.errors import clean

NARROWEST = 12


def width() -> int:
    """Returns the terminal's width in columns, 80 where there is none."""
    return shutil.get_terminal_size(fallback=(80, 24)).columns


class Bold(str):
    """A clean text that is in bold where stdout is a terminal and `NO_COLOR` is not set."""


def bold(text: str) -> Bold:
    """Returns `text` in bold, for `say`: in other texts, bold is shown as what it is made of."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not sys.stdout.isatty()
    return Bold(clean(text, "cell") if plain else f"\033[1m{clean(text, 'cell')}\033[0m")


def say(*texts: str) -> None:
    """Prints a line, or several, of a result, put together from texts."""
    print(*(text if isinstance(text, Bold) else clean(text) for text in texts), sep="")  # noqa: T201


def tell(text: str, end: str = "\n") -> None:
    """Prints a line, or several, that is no result: on stderr, at once."""
    print(clean(text), file=sys.stderr, flush=True, end=end)  # noqa: T201


def table(rows: Sequence[Sequence[Any]], headers: Sequence[str]) -> None:
    """Prints a table; where it is wider than the terminal, its widest columns but the first are wrapped."""
    import textwrap

    from tabulate import tabulate

    cells = [["" if cell is None else clean(str(cell), "cell") for cell in row] for row in rows]
    padded = [f"{header}  " for header in headers]  # tabulate makes a column two wider than its header
    widths = [max(len(row[column]) for row in [padded, *cells]) for column in range(len(headers))]
    # Not tabulate's own wrapping: it fails on numbers such as 275,296.
    wrapped = [[textwrap.fill(cell, limit) for cell, limit in zip(row, _fit(widths), strict=True)] for row in cells]
    text = tabulate(wrapped, headers, tablefmt="simple", disable_numparse=True)
    say("\n".join(line.rstrip() for line in text.splitlines()))


def _fit(widths: list[int]) -> list[int]:
    """Returns the columns' widths, the widest but the first made narrower until all fit the terminal."""
    room = width() - 2 * (len(widths) - 1)
    fitted = list(widths)
    while sum(fitted) > room and max(fitted[1:], default=0) > NARROWEST:
        fitted[fitted.index(max(fitted[1:]), 1)] -= 1
    return fitted


def space(size: int) -> str:
    """Returns a number of bytes for people."""
    return f"{size / 1e6:,.1f} MB" if size >= 1e6 else f"{size / 1e3:,.1f} kB" if size else "nothing"


def json(value: Any) -> None:
    """Prints a value as JSON."""
    from json import dumps

    everywhere = (sys.stdout.encoding or "").lower().startswith("utf")  # else it would print `?` for a letter
    text = dumps(value, indent=2, ensure_ascii=not everywhere, allow_nan=False, default=str)
    print(clean(text, "json"))  # noqa: T201
