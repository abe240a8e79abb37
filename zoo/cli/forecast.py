"""How long it still takes: one run, and all that is waiting, from what the runs of this command have taken so far."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

TELLING = 0.05
"""The part of a run from which its speed tells more than what others took: its first steps are slow."""


@dataclass
class _Running:
    group: str
    since: float
    first: float = 0.0
    share: float = 0.0
    at: float = 0.0

    @property
    def telling(self) -> bool:
        return self.share - self.first >= TELLING

    @property
    def whole(self) -> float | None:
        """How many seconds all of it would take at the speed seen, None where nothing was seen."""
        return (self.at - self.since) / (self.share - self.first) if self.share > self.first else None


class Forecast:
    """Told what happens, it says what is left.

    Args:
        groups: the group id of each run that is going to begin.
        jobs: how many run at the same time.
        known: by group id, the seconds that a run is expected to take.
    """

    def __init__(
        self,
        groups: Iterable[str] = (),
        *,
        jobs: int = 1,
        known: Mapping[str, float] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._waiting, self._jobs, self._known, self._clock = Counter(groups), jobs, dict(known or {}), clock
        self._running: dict[str, _Running] = {}
        self._taken: dict[str, list[float]] = {}

    def begin(self, run: str, group: str) -> None:
        """A run has been given to a worker."""
        self._waiting[group] = max(0, self._waiting[group] - 1)
        self._running[run] = _Running(group, self._clock())

    def start(self, run: str, share: float = 0.0) -> None:
        """Training begins, or goes on, where a part from 0 to 1 of it is done."""
        found, now = self._running[run], self._clock()
        found.since, found.at, found.first, found.share = now, now, share, share

    def progress(self, run: str, share: float) -> None:
        """A part from 0 to 1 of it is done."""
        self._running[run].share, self._running[run].at = share, self._clock()

    def end(self, run: str, *, complete: bool) -> None:
        """A run is over; if it is complete, it says how long others of its group will take."""
        over = self._running.pop(run, None)
        if over and complete and over.first < 1:
            self._taken.setdefault(over.group, []).append((self._clock() - over.since) / (1 - over.first))

    def elsewhere(self, group: str) -> None:
        """A run that was going to begin needs not."""
        self._waiting[group] = max(0, self._waiting[group] - 1)

    def left(self, run: str) -> float | None:
        """Returns how many seconds a running run still takes, None where nothing is known."""
        found, now = self._running[run], self._clock()
        expected = None if found.telling else self._expected(found.group)
        if expected is not None:
            return max(0.0, expected * (1 - found.first) - (now - found.since))
        return None if found.whole is None else max(0.0, found.whole * (1 - found.share) - (now - found.at))

    def total(self) -> float | None:
        """Returns how many seconds all runs together still take, None where nothing is known of one of them."""
        running = [self.left(run) for run in self._running]
        groups = {group: number for group, number in self._waiting.items() if number}
        waiting = [(self._expected(group), number) for group, number in groups.items()]
        if None in running or any(expected is None for expected, _ in waiting):
            return None
        each = [seconds for seconds in running if seconds is not None]
        each += [expected for expected, number in waiting if expected is not None for _ in range(number)]
        slots = max(1, min(self._jobs, len(each)))
        return max([sum(each) / slots, *each])

    def _expected(self, group: str) -> float | None:
        """Returns the seconds of a whole run: as others of its group took, were expected to, or as all runs took."""
        running = [(run.group, run.whole) for run in self._running.values() if run.telling and run.whole]
        if found := self._taken.get(group) or [seconds for own, seconds in running if own == group]:
            return sum(found) / len(found)
        if group in self._known:
            return self._known[group]
        seen = [seconds for taken in self._taken.values() for seconds in taken] + [seconds for _, seconds in running]
        return sum(seen) / len(seen) if seen else None
