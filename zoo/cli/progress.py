"""How `zoo run` shows its progress on stderr: bars on a terminal, else a line per epoch."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from zoo.cli.data_progress import reporting
from zoo.cli.output import tell
from zoo.cli.progress_lines import Lines
from zoo.cli.progress_words import describe
from zoo.execution.events import Plan
from zoo.execution.forecast import Forecast
from zoo.leaderboard.figures import percent

if TYPE_CHECKING:
    from zoo.execution.estimate import Pace
    from zoo.execution.events import Listener
    from zoo.execution.plan import Item
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry
    from zoo.plugin.events import Event


@contextlib.contextmanager
def shown(registry: Registry, *, quiet: bool = False) -> Iterator[Listener]:
    """Yields what takes the events of a run, or of a look ahead; of work with data it shows what takes long."""
    if quiet:
        yield lambda event: None
        return
    with contextlib.ExitStack() as view, reporting():
        yield _View(registry, view)


class _View:
    """Shows the plan when it is made, and from the first event on lines or bars."""

    def __init__(self, registry: Registry, stack: contextlib.ExitStack) -> None:
        self.registry, self.stack, self.view = registry, stack, cast("Listener | None", None)

    def __call__(self, event: Event) -> None:
        if isinstance(event, Plan):
            self._plan(event.items, event.jobs, event.known)
            return
        self.view = self.view or self._shown([], 1, {})
        self.view(event)

    def _plan(self, items: Sequence[Item], jobs: int, known: Mapping[str, Pace]) -> None:
        for item in items:
            _say_why(item, self.registry)
        if any(item.status == "stale" and not item.trained for item in items):
            tell("Stale results are kept; to train them again: --refresh stale")
        if trained := [item for item in items if item.trained]:
            self.view = self._shown(trained, jobs, known)

    def _shown(self, trained: Sequence[Item], jobs: int, known: Mapping[str, Pace]) -> Listener:
        forecast = Forecast(trained, jobs=jobs, known=known)
        if _plain():
            return Lines(self.registry, forecast)
        from zoo.cli.progress_bars import Bars

        same = common([item.experiment for item in trained], self.registry)
        return self.stack.enter_context(Bars(self.registry, len(trained), jobs=jobs, forecast=forecast, same=same))


def _plain() -> bool:
    """Whether stderr can show nothing that moves."""
    return not sys.stderr.isatty() or os.environ.get("TERM") == "dumb"


def common(experiments: Sequence[Experiment], registry: Registry) -> frozenset[str]:
    """Returns the parts of names that are the same in all of several experiments."""
    parts = [describe(experiment, registry).split(", ") for experiment in experiments]
    return frozenset(column[0] for column in zip(*parts, strict=True) if len(set(column)) == 1)


def _say_why(item: Item, registry: Registry) -> None:
    """Says that an experiment is skipped, or why it is trained although there is a result."""
    name = describe(item.experiment, registry)
    if item.reasons and item.status == "stale":
        kept = "" if item.trained else f"; kept: {percent(item.run.test_accuracy) if item.run else '-'}"
        tell(f"stale: {name}: {'; '.join(item.reasons)}{kept}")
    elif not item.trained and item.run:
        tell(f"done before: {name}: {percent(item.run.test_accuracy)}, {item.run.name}")
