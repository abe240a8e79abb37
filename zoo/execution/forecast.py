"""How long it still takes: one run, and all that is waiting; before anything trains, and while it does."""

from __future__ import annotations

import time
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


class Forecast:
    """Told what happens, it says what is left.

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
        self._jobs, self._known, self._clock = jobs, dict(known or {}), clock
        self._running: dict[str, _Running] = {}
        self._taken: dict[str, list[float]] = {}
        self._begun = False

    def begin(self, run: str, experiment: Experiment) -> None:
        """A run has been given to a worker."""
        item = self._waiting.pop(experiment.id, None) or Item(experiment=experiment)
        self._running[run] = _Running(item, self._clock())
        self._begun = True

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
            seconds = (self._clock() - over.since) / (1 - over.first)
            self._taken.setdefault(over.item.experiment.group_id, []).append(seconds)

    def elsewhere(self, experiment: Experiment) -> None:
        """A run that was going to begin needs not."""
        self._waiting.pop(experiment.id, None)

    def expected(self, item: Item) -> float | None:
        """Returns how many seconds an experiment is going to take, None where nothing is known: as others of its group
        took, as earlier runs did, or as all that were seen."""
        group = item.experiment.group_id
        seen = self._seen(group)
        if seen is None and group in self._known:
            return remaining(item, self._known[group])
        whole = self._seen() if seen is None else seen
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
        each = [*map(self.left, self._running), *map(self.expected, self._waiting.values())]
        known = [seconds for seconds in each if seconds is not None]
        if len(known) < len(each):
            return None
        slots = max(1, min(self._jobs, len(known)))
        return max([sum(known) / slots, *known]) + (0.0 if self._begun or not known else START_UP)

    def _seen(self, group: str | None = None) -> float | None:
        """Returns what whole runs took on average; where a group is given, its runs."""
        taken = [(own, seconds) for own, each in self._taken.items() for seconds in each]
        running = [(run.item.experiment.group_id, run.whole) for run in self._running.values() if run.telling]
        ended = [seconds for own, seconds in taken if group in (None, own)]
        under_way = [seconds for own, seconds in running if seconds and group in (None, own)]
        found = ended or under_way if group else ended + under_way
        return sum(found) / len(found) if found else None
