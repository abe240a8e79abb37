"""Progress of downloads and imports on stderr: a bar with the time left on a terminal, else a line now and then."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from zoo.data.progress import Report

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 1.0
"""Seconds that work may take in silence."""
LINE_EVERY = 10.0
"""Seconds between lines where stderr is no terminal."""


@contextlib.contextmanager
def reporting() -> Iterator[Report]:
    """Yields what work with data reports to. Nothing is shown of what takes less than `PATIENCE`."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    progress = _progress()
    patience = threading.Timer(PATIENCE, progress.start)
    patience.start()
    try:
        yield _Bars(progress)
    finally:
        patience.cancel()
        patience.join()
        progress.stop()


def _progress() -> Progress:
    from rich import progress as rich
    from rich.console import Console

    text = rich.TextColumn("{task.description}")
    columns = (text, rich.BarColumn(), rich.DownloadColumn(), rich.TransferSpeedColumn(), rich.TimeRemainingColumn())
    return rich.Progress(*columns, console=Console(stderr=True), transient=True)


class _Bars:
    """A bar per file, and one that only moves for a step of unknown length."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.tasks: dict[str, TaskID] = {}

    def __call__(self, what: str, done: int, total: int) -> None:
        if what not in self.tasks:
            self.tasks[what] = self.progress.add_task(what, total=total or None)
        self.progress.update(self.tasks[what], completed=done)


class _Lines:
    """A line per step, and every few seconds one with the time left."""

    def __init__(self) -> None:
        self.what, self.begun, self.last = "", 0.0, time.monotonic() + PATIENCE - LINE_EVERY

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if what != self.what:
            self.what, self.begun = what, now
        if now - self.last >= LINE_EVERY:
            self.last = now
            print(what + self._left(done, total, now), file=sys.stderr, flush=True)

    def _left(self, done: int, total: int, now: float) -> str:
        if not done or not total:
            return ""
        seconds = (now - self.begun) * (total - done) / done
        return f": {done / total:.0%} of {total / 1e6:,.1f} MB, {seconds:.0f} s left"
