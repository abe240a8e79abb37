"""A server that is out of reach: who needs it waits, says so once, and gives up in the end."""

from __future__ import annotations

import threading
import time

from zoo.errors import StoreBroken, brief
from zoo.store import dialects
from zoo.store.telling import to_stderr

PAUSES = 0.1, 1.0
"""Seconds between two attempts: within the first second, and after it."""

STARTING = "the database system is"
"""How a server begins that starts, recovers or shuts down, where it speaks English."""

MOMENT = 5.0
"""Seconds of an absence after which leases are prolonged that nobody could renew."""

UNSAID = 0.5
"""Seconds of an outage of which nothing is said: a connection that was cut, and made again at once."""


class Outage:
    """What the threads of this process know of a server that they have reached before.

    One that was never reached is not waited for: its address may be wrong. Where it says that it starts, it is right.

    Args:
        where: its address, for people.
        remedy: a command that shows whether it is back.
    """

    def __init__(self, where: str, remedy: str) -> None:
        self.where, self._remedy = where, remedy
        self._lock = threading.Lock()
        self._reached = self._said = self._given_up = False
        self._since: float | None = None
        self._lately: float | None = None

    def wait(self, error: Exception) -> None:
        """Waits a moment before the next attempt.

        Raises:
            StoreBroken: the server has been out of reach for too long.
            Exception: `error`, where it was never reached.
        """
        if not self._reached and STARTING not in str(error):
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

    def reached(self) -> None:
        """Notes that the server has answered: its address is right."""
        self._reached = True

    def over(self) -> None:
        """Notes that it did what it was asked to."""
        if self._since is None:
            return
        with self._lock:
            if self._said and self._since is not None:
                to_stderr(f"The store {self.where} is back after {time.monotonic() - self._since:.0f} s.")
            self._lately = self._since if self._lately is None else self._lately
            self._since, self._said, self._given_up = None, False, False

    def absence(self, asked: float) -> float:
        """Returns for how many seconds nobody may have written: since the last outage began, if leases were not
        prolonged after it, or since somebody `asked` for the turn to write, by `time.monotonic`; 0 for a moment."""
        with self._lock:
            began = min([asked, *(since for since in (self._since, self._lately) if since is not None)])
        lasted = time.monotonic() - began
        return lasted if lasted > MOMENT else 0.0

    def made_good(self) -> None:
        """Notes that leases were prolonged."""
        with self._lock:
            self._lately = None

    def _too_long(self, lasted: float, error: Exception) -> StoreBroken:
        return StoreBroken(
            f"The store {self.where} has been out of reach for {lasted:.0f} s.",
            cause=_cause(error),
            hint=f"{self._remedy}   (when it is back, the same zoo command goes on)",
        )


def _cause(error: Exception) -> str:
    return f"{brief(getattr(error, 'orig', error)).rstrip('.')}."
