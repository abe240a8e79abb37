"""How all is printed: results, tables and JSON on stdout, all else on stderr; no text can give the terminal orders."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from zoo.errors import UsageError, clean
from zoo.progress import silence as silence
from zoo.progress import tell as tell

if TYPE_CHECKING:
    from pathlib import Path

    from zoo.ranking.tables.table import Columns


def width() -> int:
    """Returns the terminal's width in columns, 80 where there is none."""
    return shutil.get_terminal_size(fallback=(80, 24)).columns


STYLES: dict[str, dict[str, Any]] = {
    "bold": {"bold": True},
    "good": {"fg": "green"},
    "bad": {"fg": "red"},
    "warning": {"fg": "yellow"},
    "aside": {"dim": True},
}
"""What a text tells by its look: a name, what is well, what is not, what to look at, what one may skip."""


class Styled(str):
    """A clean text that may have colours in it, for `say`: in other texts they are shown as what they are made of."""


def paint(text: str, style: str) -> Styled:
    """Returns a text in a style of `STYLES`, where stdout is a terminal and `NO_COLOR` is not set."""
    import click

    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not sys.stdout.isatty()
    shown = clean(text, "cell")
    return Styled(shown if plain or not style or not shown.strip() else click.style(shown, **STYLES[style]))


def bold(text: str) -> Styled:
    """Returns a text in bold."""
    return paint(text, "bold")


def say(*texts: str) -> None:
    """Prints a line, or several, of a result, put together from texts."""
    print(*(text if isinstance(text, Styled) else clean(text) for text in texts), sep="")  # noqa: T201


def path(where: Path) -> None:
    """Prints a path: on a terminal as it can be shown, for a program byte by byte, whatever its letters."""
    if sys.stdout.isatty():
        say(str(where))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(os.fsencode(where) + b"\n")


def agreed(question: str, hint: str) -> bool:
    """Asks on stderr, and returns whether the answer is yes. Raises `UsageError` where nobody can answer."""
    tell(f"{question} [y/N] ", end="")
    if not (answer := sys.stdin.readline()):
        tell("")
        raise UsageError("Nobody can answer; nothing was done.", hint=hint)
    return answer.strip().lower() in ("y", "yes")


def table(rows: Sequence[Any], columns: Columns) -> None:
    """Prints a table, as wide as the terminal at most."""
    from zoo.ranking.tables import table as tables

    say(Styled(tables.text(rows, columns, width(), paint)))


def json(value: Any) -> None:
    """Prints a value as JSON."""
    from json import dumps

    everywhere = (sys.stdout.encoding or "").lower().startswith("utf")  # else it would print `?` for a letter
    text = dumps(value, indent=2, ensure_ascii=not everywhere, allow_nan=False, default=str)
    print(clean(text, "json"))  # noqa: T201
