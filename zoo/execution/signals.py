"""Ctrl-C and SIGTERM as something that the event loop waits for, so that they never tear a write to the store."""

from __future__ import annotations

import os
import select
import signal
import threading
from types import FrameType, TracebackType
from typing import Any

from zoo.errors import ZooError

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupted(ZooError):
    """Ctrl-C or SIGTERM. What was recorded stays."""

    def __init__(self, signal: int, message: str = "nothing was trained yet.", *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.signal, self.exit_status = signal, 128 + signal

    def render(self) -> str:
        return super().render().replace("Error:", "Interrupted:", 1)


class SignalWatcher:
    """Within its block, the first SIGINT or SIGTERM makes this readable. After it, SIGINT acts as it always did, and
    SIGTERM does nothing: whoever ends a whole job, as `timeout` does, may send it to one process twice.

    Outside the main thread, which alone receives signals, it stays silent.
    """

    def __init__(self) -> None:
        self.signal: int | None = None
        self._reader, self._writer = os.pipe()
        self._previous: dict[int, Any] = {}

    def __enter__(self) -> SignalWatcher:
        if threading.current_thread() is threading.main_thread():
            self._previous = {number: signal.signal(number, self._notice) for number in SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._restore(*SIGNALS)
        os.close(self._reader)
        os.close(self._writer)

    def fileno(self) -> int:
        return self._reader

    def wait(self, seconds: float) -> None:
        """Waits, unless a signal has come or comes meanwhile."""
        select.select([self], [], [], seconds)

    def seen(self) -> None:
        """Makes waiting possible again: whoever stops because of a signal has things to wait for."""
        if select.select([self], [], [], 0)[0]:
            os.read(self._reader, 1)

    def check(self) -> None:
        """Raises `Interrupted` where a signal has come."""
        if self.signal is not None:
            raise Interrupted(self.signal)

    def _notice(self, number: int, frame: FrameType | None) -> None:
        if self.signal is None:
            self.signal = number
            self._restore(signal.SIGINT)
            os.write(self._writer, b"!")

    def _restore(self, *numbers: int) -> None:
        for number in numbers:
            if number in self._previous:
                signal.signal(number, self._previous.pop(number))
