"""How long work tells of its progress, to the command line where it listens; and what is said on stderr."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from typing import Protocol, TextIO, TypeVar

from zoo.errors import clean

INTERVAL = 0.1
"""Seconds between two reports of `track`: nobody reads faster, and the work should not wait for the display."""

T = TypeVar("T")


class Report(Protocol):
    """Called with what is being done, how much of it is done, of how much (0: unknown), and the unit."""

    def __call__(self, what: str, done: int, total: int, unit: str = "bytes") -> None: ...


def silent(what: str, done: int, total: int, unit: str = "bytes") -> None:
    """Tells nobody."""


_listener: ContextVar[Report] = ContextVar("listener", default=silent)


@contextlib.contextmanager
def listening(report: Report) -> Iterator[None]:
    """Has `track` tell `report` while the block runs."""
    token = _listener.set(report)
    try:
        yield
    finally:
        _listener.reset(token)


def reporter() -> Report:
    """Returns what listens now."""
    return _listener.get()


def track(items: Iterable[T], total: int, what: str, unit: str = "files") -> Iterator[T]:
    """Yields `items`; on the command line, work of more than a second shows its progress and the time left.

    Args:
        total: the number of items.
        what: what is being done, for people: `reading photos`.
        unit: what an item is, in the plural.
    """
    report, told = _listener.get(), -INTERVAL
    report(what, 0, total, unit)
    for done, item in enumerate(items, 1):
        yield item
        if (now := time.monotonic()) - told >= INTERVAL or done == total:
            told = now
            report(what, done, total, unit)


def tell(text: str, end: str = "\n") -> None:
    """Prints a line, or several, that is no result: on stderr, at once. Work does not end because nobody reads it."""
    try:
        print(clean(text), file=sys.stderr, flush=True, end=end)  # noqa: T201
    except BrokenPipeError:
        silence(sys.stderr)


def silence(stream: TextIO) -> None:
    """Sends what a stream is still given nowhere: Python would complain of the closed pipe, now and when it exits."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


@contextlib.contextmanager
def native_silence() -> Iterator[None]:
    """Sends what TensorFlow's native code writes to stderr, past Python and past its own settings, nowhere.

    `sys.stderr` goes on to where it went: progress is seen.
    """
    try:
        kept = os.dup(2)
    except OSError:  # it was closed by whoever called
        yield
        return
    sys.stderr.flush()
    before, nowhere = sys.stderr, os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        with open(kept, "w", buffering=1, encoding=before.encoding, errors="replace", closefd=False) as stream:
            sys.stderr = stream if _is_native(before) else before
            yield
    finally:
        sys.stderr = before
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _is_native(stream: object) -> bool:
    """Whether a stream writes to file descriptor 2, as it does unless somebody captures it."""
    try:
        return stream.fileno() == 2  # type: ignore[attr-defined]
    except (AttributeError, OSError, io.UnsupportedOperation):
        return False
