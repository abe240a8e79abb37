"""Progress of work with data on stderr: a bar with the time left on a terminal, else a line now and then."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from zoo.cli.output import tell
from zoo.progress import Report, listening, silent

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 1.0
"""Seconds that work may take in silence."""
LINE_EVERY = 10.0
"""Seconds between lines where stderr is no terminal."""


@contextlib.contextmanager
def reporting(*, quiet: bool = False) -> Iterator[Report]:
    """Yields what work with data reports to; `zoo.track` reports to it too. Nothing is shown of what takes less than
    `PATIENCE`, or if `quiet`."""
    if quiet:
        yield silent
        return
    shown = _Bars() if sys.stderr.isatty() else _Lines()
    with contextlib.closing(shown), listening(shown):
        yield shown


def amount(done: int, total: int, unit: str) -> str:
    """Returns how much is done: `5.0 of 10.0 MB`, `300 of 1,000 files`; nothing where that is unknown."""
    if not total:
        return ""
    if unit == "bytes":
        return f"{done / 1e6:,.1f} of {total / 1e6:,.1f} MB"
    return f"{done:,} of {total:,} {unit}"


class _Bars:
    """A bar per file or step; one that only moves for a step of unknown length. Rich is imported for the first one."""

    def __init__(self) -> None:
        self.tasks: dict[str, TaskID] = {}

    def __call__(self, what: str, done: int, total: int, unit: str = "bytes") -> None:
        if what not in self.tasks:
            self.tasks[what] = self.progress.add_task(what, total=total or None, amount="")
        self.progress.update(self.tasks[what], completed=done, amount=amount(done, total, unit))

    def close(self) -> None:
        if self.tasks:
            self.patience.cancel()
            self.patience.join()
            self.progress.stop()

    @cached_property
    def progress(self) -> Progress:
        from rich import progress as rich
        from rich.console import Console

        text, size = (rich.TextColumn(field, markup=False) for field in ("{task.description}", "{task.fields[amount]}"))
        made = rich.Progress(
            text, rich.BarColumn(), size, rich.TimeRemainingColumn(), console=Console(stderr=True), transient=True
        )
        self.patience = threading.Timer(PATIENCE, made.start)
        self.patience.start()
        return made


class _Lines:
    """A line per step, and every few seconds one with the time left."""

    def __init__(self) -> None:
        self.what, self.begun, self.last = "", 0.0, time.monotonic() + PATIENCE - LINE_EVERY

    def __call__(self, what: str, done: int, total: int, unit: str = "bytes") -> None:
        now = time.monotonic()
        if what != self.what:
            self.what, self.begun = what, now
        if now - self.last >= LINE_EVERY:
            self.last = now
            tell(what + self._left(amount(done, total, unit), done, total, now))

    def close(self) -> None:
        """Lines need no end."""

    def _left(self, how_much: str, done: int, total: int, now: float) -> str:
        if not done or not total:
            return ""
        seconds = (now - self.begun) * (total - done) / done
        return f": {how_much}, {seconds:.0f} s left"
