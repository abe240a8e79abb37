"""How `zoo run` shows its progress on stderr: bars on a terminal, else a line per epoch."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from zoo.cli.progress_lines import Lines, describe
from zoo.leaderboard.columns import percent

if TYPE_CHECKING:
    from zoo.execution.plan import Item
    from zoo.registry import Registry

Tell = Callable[[dict[str, Any]], None]


@contextlib.contextmanager
def shown(items: Sequence[Item], registry: Registry, *, quiet: bool) -> Iterator[Tell]:
    """Yields what takes the runner's events."""
    if quiet:
        yield lambda event: None
        return
    for item in items:
        _say_why(item, registry)
    if not sys.stderr.isatty() or not any(item.trained for item in items):
        yield Lines(registry)
        return
    from zoo.cli.progress_bars import Bars

    with Bars(registry, sum(item.trained for item in items)) as bars:
        yield bars


def _say_why(item: Item, registry: Registry) -> None:
    """Says that an experiment is skipped, or why it is trained although there is a result."""
    name = describe(item.experiment, registry)
    if not item.trained and item.run:
        print(f"done before: {name}: {percent(item.run.test_accuracy)}, {item.run.name}", file=sys.stderr)
    elif item.reasons:
        print(f"stale: {name}: {'; '.join(item.reasons)}", file=sys.stderr)
