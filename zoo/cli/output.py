"""How results are printed: tables that fit the terminal, and JSON. Results go to stdout, all else to stderr."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from typing import Any

NARROWEST = 12


def width() -> int:
    """Returns the terminal's width in columns, 80 where there is none."""
    return shutil.get_terminal_size(fallback=(80, 24)).columns


def bold(text: str) -> str:
    """Returns `text` in bold, where stdout is a terminal and `NO_COLOR` is not set."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not sys.stdout.isatty()
    return text if plain else f"\033[1m{text}\033[0m"


def table(rows: Sequence[Sequence[Any]], headers: Sequence[str]) -> None:
    """Prints a table; where it is wider than the terminal, its widest columns but the first are wrapped."""
    import textwrap

    from tabulate import tabulate

    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    padded = [f"{header}  " for header in headers]  # tabulate makes a column two wider than its header
    widths = [max(len(row[column]) for row in [padded, *cells]) for column in range(len(headers))]
    # Not tabulate's own wrapping: it fails on numbers such as 275,296.
    wrapped = [[textwrap.fill(cell, limit) for cell, limit in zip(row, _fit(widths), strict=True)] for row in cells]
    text = tabulate(wrapped, headers, tablefmt="simple", disable_numparse=True)
    print("\n".join(line.rstrip() for line in text.splitlines()))


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

    print(dumps(value, indent=2, ensure_ascii=False, allow_nan=False, default=str))
