"""What a store says beside what it returns: a line for whoever uses it."""

from __future__ import annotations

import sys

from zoo.errors import clean


def to_stderr(line: str) -> None:
    """Prints a line for whoever uses a store."""
    print(clean(line), file=sys.stderr)  # noqa: T201
