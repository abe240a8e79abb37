"""A server that is out of reach: who needs it waits, says so once, and gives up in the end."""

from __future__ import annotations

import threading
import time

from zoo.errors import StoreBroken, brief
from zoo.store import dialects
from zoo.store.telling import to_stderr

PAUSES = 0.1, 1.0
"""Seconds between two attempts: within the first second, and after it."""

UNSAID = 0.5
"""Seconds of an outage of which nothing is said: a connection that was cut, and made again at once."""


class Outage:
    """What the threads of this process know of a server that they have reached before.

    One that was never reached is not waited for: its address may be wrong.

    Args:
        where: its address, for people.
        remedy: a command that shows whether it is back.
    """

    def __init__(self, where: str, remedy: str) -> None:
        self.where, self._remedy = where, remedy
        self._lock = threading.Lock()
        self._reached = self._said = self._given_up = False
        self._since: float | None = None

    def wait(self, error: Exception) -> None:
        """Waits a moment before the next attempt.

        Raises:
            StoreBroken: the server has been out of reach for too long.
            Exception: `error`, where it was never reached.
        """
        if not self._reached:
            raise error
        with self._lock:
            self._since = time.monotonic() if self._since is None else self._since
            lasted = time.monotonic() - self._since
            if self._given_up or lasted > dialects.PATIENCE:
                self._given_up = True
                raise self._too_long(lasted, error) from error
            if lasted > UNSAID and not self._said:
                self._said = True
                most = f"at most {dialects.PATIENCE:.0f} s"
                to_stderr(f"The store {self.where} is out of reach: it is waited for, {most}. {_cause(error)}")
        try:
            time.sleep(PAUSES[lasted > 1])
        except BaseException:  # Ctrl-C: who stops everything does not wait again to record that
            self._given_up = True
            raise

    def over(self) -> float:
        """Notes that the server is there, and returns for how many seconds it was not."""
        if self._since is None and self._reached:
            return 0.0
        with self._lock:
            lasted = time.monotonic() - self._since if self._since is not None else 0.0
            if self._said:
                to_stderr(f"The store {self.where} is back after {lasted:.0f} s.")
            self._reached, self._since, self._said, self._given_up = True, None, False, False
        return lasted

    def _too_long(self, lasted: float, error: Exception) -> StoreBroken:
        return StoreBroken(
            f"The store {self.where} has been out of reach for {lasted:.0f} s.",
            cause=_cause(error),
            hint=f"{self._remedy}   (when it is back, the same zoo command goes on)",
        )


def _cause(error: Exception) -> str:
    return f"{brief(getattr(error, 'orig', error)).rstrip('.')}."
