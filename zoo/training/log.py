"""What a worker writes into its log; a disk that is full cuts a log short, and ends no run."""

from __future__ import annotations

import contextlib
import traceback


def line(text: str) -> None:
    """Writes a line."""
    with contextlib.suppress(OSError):
        print(text)  # noqa: T201 - a worker has no other way out


def exception() -> None:
    """Writes the traceback of the exception that is being handled."""
    line(traceback.format_exc())
