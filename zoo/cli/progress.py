"""How `zoo run` shows its progress on stderr: bars on a terminal, else a line per epoch."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from zoo.cli.forecast import Forecast
from zoo.cli.output import tell
from zoo.cli.progress_lines import Lines
from zoo.cli.progress_words import describe
from zoo.leaderboard.columns import percent

if TYPE_CHECKING:
    from zoo.execution.events import Listener
    from zoo.execution.plan import Item
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry


@contextlib.contextmanager
def shown(
    items: Sequence[Item], registry: Registry, *, quiet: bool, jobs: int = 1, known: Mapping[str, float] | None = None
) -> Iterator[Listener]:
    """Yields what takes the runner's events.

    Args:
        jobs: how many run at the same time.
        known: by group id, the seconds that a run is expected to take.
    """
    if quiet:
        yield lambda event: None
        return
    for item in items:
        _say_why(item, registry)
    if any(item.status == "stale" and not item.trained for item in items):
        tell("Stale results are kept; to train them again: --refresh stale")
    trained = [item.experiment for item in items if item.trained]
    forecast = Forecast([experiment.group_id for experiment in trained], jobs=jobs, known=known)
    if _plain() or not trained:
        yield Lines(registry, forecast)
        return
    from zoo.cli.progress_bars import Bars

    with Bars(registry, len(trained), jobs=jobs, forecast=forecast, same=common(trained, registry)) as bars:
        yield bars


@contextlib.contextmanager
def looking(registry: Registry, *, quiet: bool) -> Iterator[Listener]:
    """Yields what takes the events of a look ahead, which trains nothing."""
    if quiet or _plain():
        yield Lines(registry) if not quiet else lambda event: None
        return
    from zoo.cli.progress_bars import Bars

    with Bars(registry, 0) as bars:
        yield bars


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
