"""Ctrl-C and SIGTERM as something that the event loop waits for, so that they never tear a write to the store."""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType, TracebackType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """Within its block, the first SIGINT or SIGTERM makes this readable; a second one acts as it always did.

    Outside the main thread, which alone receives signals, it stays silent.
    """

    def __init__(self) -> None:
        self.signal: int | None = None
        self._reader, self._writer = os.pipe()
        self._previous: dict[int, Any] = {}

    def __enter__(self) -> Stop:
        if threading.current_thread() is threading.main_thread():
            self._previous = {number: signal.signal(number, self._notice) for number in SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._restore()
        os.close(self._reader)
        os.close(self._writer)

    def fileno(self) -> int:
        return self._reader

    def _notice(self, number: int, frame: FrameType | None) -> None:
        self.signal = number
        self._restore()
        os.write(self._writer, b"!")

    def _restore(self) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)
        self._previous = {}
