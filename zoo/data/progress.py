"""How long work with data tells of its progress: a callable that the command line or nobody listens to."""

from __future__ import annotations

from collections.abc import Callable

Report = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and of how much; bytes."""


def silent(what: str, done: int, total: int) -> None:
    """Tells nobody."""
