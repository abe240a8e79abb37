"""How results are printed: tables that fit the terminal, and JSON. Results go to stdout, all else to stderr."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from typing import Any


def width() -> int:
    """Returns the terminal's width in columns, 80 where there is none."""
    return shutil.get_terminal_size(fallback=(80, 24)).columns


def bold(text: str) -> str:
    """Returns `text` in bold, where stdout is a terminal and `NO_COLOR` is not set."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not sys.stdout.isatty()
    return text if plain else f"\033[1m{text}\033[0m"


def table(rows: Sequence[Sequence[Any]], headers: Sequence[str]) -> None:
    """Prints a table. Its last column is wrapped where the table would be wider than the terminal."""
    from tabulate import tabulate

    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in [list(headers), *cells]) for column in range(len(headers))]
    room = max(width() - sum(widths[:-1]) - 2 * (len(headers) - 1), 20)
    limits = [None] * (len(headers) - 1) + [room if widths[-1] > room else None]
    text = tabulate(cells, headers, tablefmt="simple", disable_numparse=True, maxcolwidths=limits)
    print("\n".join(line.rstrip() for line in text.splitlines()))


def json(value: Any) -> None:
    """Prints a value as JSON."""
    from json import dumps

    print(dumps(value, indent=2, ensure_ascii=False, allow_nan=False, default=str))
