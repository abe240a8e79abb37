"""How long it still takes: one run, and all that is waiting; before anything trains, and while it does."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zoo.execution.estimate import START_UP, Pace, epochs_kept, remaining
from zoo.execution.plan import Item

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment

TELLING = 0.05
"""The part of a run from which its speed tells more than what others took: its first steps are slow."""


@dataclass
class _Running:
    item: Item
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


@dataclass
class _Mean:
    """The average of some seconds, each of which may be taken back."""

    count: int = 0
    sum: float = 0.0

    def add(self, seconds: float, times: int = 1) -> None:
        self.count += times
        self.sum = self.sum + times * seconds if self.count else 0.0

    @property
    def value(self) -> float | None:
        return self.sum / self.count if self.count else None


class Forecast:
    """Told what happens, it says what is left.

    What waits and what was seen are counted by group: of a hundred thousand runs, each that ends asks what is left.

    Args:
        items: what is going to be trained.
        jobs: how many run at the same time.
        known: by group id, what earlier runs tell.
    """

    def __init__(
        self,
        items: Iterable[Item] = (),
        *,
        jobs: int = 1,
        known: Mapping[str, Pace] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._waiting = {item.experiment.id: item for item in items}
        self._alike = {_kind(item): item for item in self._waiting.values()}
        self._counts = Counter(map(_kind, self._waiting.values()))
        self._jobs, self._known, self._clock = jobs, dict(known or {}), clock
        self._running: dict[str, _Running] = {}
        self._ended, self._under_way = (defaultdict[str | None, _Mean](_Mean) for _ in range(2))
        self._begun = False

    def begin(self, run: str, experiment: Experiment) -> None:
        """A run has been given to a worker."""
        item = self._take(experiment) or Item(experiment=experiment)
        self._running[run] = _Running(item, self._clock())
        self._begun = True

    def start(self, run: str, share: float = 0.0) -> None:
        """Training begins, or goes on, where a part from 0 to 1 of it is done."""
        found, now = self._running[run], self._clock()
        self._see(found, -1)
        found.since, found.at, found.first, found.share = now, now, share, share

    def progress(self, run: str, share: float) -> None:
        """A part from 0 to 1 of it is done."""
        found = self._running[run]
        self._see(found, -1)
        found.share, found.at = share, self._clock()
        self._see(found, 1)

    def end(self, run: str, *, complete: bool) -> None:
        """A run is over; if it is complete, it says how long others of its group will take."""
        over = self._running.pop(run, None)
        if over is None:
            return
        self._see(over, -1)
        if complete and over.first < 1:
            for group in (over.item.experiment.group_id, None):
                self._ended[group].add((self._clock() - over.since) / (1 - over.first))

    def elsewhere(self, experiment: Experiment) -> None:
        """A run that was going to begin needs not."""
        self._take(experiment)

    def expected(self, item: Item) -> float | None:
        """Returns how many seconds an experiment is going to take, None where nothing is known: as others of its group
        took, as earlier runs did, or as all that were seen."""
        group = item.experiment.group_id
        own = self._ended[group] if self._ended[group].count else self._under_way[group]
        if own.value is None and group in self._known:
            return remaining(item, self._known[group])
        whole = self._seen() if own.value is None else own.value
        return None if whole is None else whole * (1 - epochs_kept(item) / item.experiment.recipe.values["epochs"])

    def left(self, run: str) -> float | None:
        """Returns how many seconds a running run still takes, None where nothing is known."""
        found, now = self._running[run], self._clock()
        expected = None if found.telling else self.expected(found.item)
        if expected is not None:
            return max(0.0, expected - (now - found.since))
        return None if found.whole is None else max(0.0, found.whole * (1 - found.share) - (now - found.at))

    def total(self) -> float | None:
        """Returns how many seconds all together still take, None where nothing is known of one of them."""
        each = [(self.left(run), 1) for run in self._running]
        each += [(self.expected(self._alike[kind]), count) for kind, count in self._counts.items()]
        known = [(seconds, count) for seconds, count in each if seconds is not None]
        if len(known) < len(each):
            return None
        runs, whole = sum(count for _, count in known), sum(seconds * count for seconds, count in known)
        longest = max((seconds for seconds, _ in known), default=0.0)
        return max(whole / max(1, min(self._jobs, runs)), longest) + (0.0 if self._begun or not known else START_UP)

    def _take(self, experiment: Experiment) -> Item | None:
        """Takes an experiment out of those that wait, and returns it, None where it was none of them."""
        item = self._waiting.pop(experiment.id, None)
        if item is not None:
            self._counts[_kind(item)] -= 1
            if not self._counts[_kind(item)]:
                del self._counts[_kind(item)]
        return item

    def _see(self, run: _Running, times: int) -> None:
        """Counts what a run that is under way tells, or with -1 takes it back."""
        if run.telling and run.whole:
            for group in (run.item.experiment.group_id, None):
                self._under_way[group].add(run.whole, times)

    def _seen(self) -> float | None:
        """Returns what all whole runs took on average, with those under way."""
        ended, under_way = self._ended[None], self._under_way[None]
        return _Mean(ended.count + under_way.count, ended.sum + under_way.sum).value


def _kind(item: Item) -> tuple[str, int]:
    """Returns what experiments have in common that are expected to take as long as each other."""
    return item.experiment.group_id, epochs_kept(item)
