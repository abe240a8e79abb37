"""Where the rows of `zoo leaderboard` are from: the store, or an export; and which of them are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from zoo.cli import context

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.leaderboard.board import Board
    from zoo.leaderboard.ranking import Rank
    from zoo.leaderboard.rows import Row
    from zoo.leaderboard.standing import Read
    from zoo.store import Metric


class Found(NamedTuple):
    """What there is.

    Args:
        rows: summaries in the store, or the rows of an export.
        where: what they were read from.
        complete: makes whole rows of those that are shown.
        rank: says where rows of a dataset stand.
        metrics: those that were asked for.
        correct: gives what runs got right, by their names; an export does not have it.
    """

    rows: Sequence[Any]
    where: str
    complete: Callable[[Board[Any]], Board[Row]]
    rank: Rank[Any]
    metrics: Sequence[Metric] = ()
    correct: Read | None = None


def found(source: Path | None, asked: Callable[[Callable[[], list[Metric]]], list[Metric]]) -> Found:
    """Reads an export, or without one the store.

    Args:
        asked: returns the metrics that rows are to have; is given what gives all that there are.
    """
    from zoo.leaderboard import ranking

    if source:
        from zoo.leaderboard import export

        read = export.read(source)
        metrics = asked(lambda: _metrics({key for row in read.rows for key in row.metrics}))
        return Found(read.rows, str(source), lambda board: board, ranking.exported(read.rankings), metrics)
    from zoo import paths
    from zoo.leaderboard import groups
    from zoo.store import Store

    store, registry = Store.open(create=False), context.registry()
    metrics = asked(lambda: _metrics(store.measured(), registry))
    rows, complete = groups.recorded(store, registry, [metric.key for metric in metrics])
    rank = ranking.by_predictions(store.correct, paths.run_folder)
    return Found(rows, store.where, complete, rank, metrics, store.correct)


def _metrics(measured: set[str], registry: Registry | None = None) -> list[Metric]:
    """Returns what runs are measured by: the zoo's own metrics, those of installed probes, and what else runs have."""
    from zoo.experiments.probe_metrics import metrics
    from zoo.store.metrics import METRICS, described

    found = metrics(registry) if registry else METRICS
    return [*found.values(), *map(described, sorted(measured - found.keys()))]


def wanted(filters: Mapping[str, str | None], rows: Sequence[Any]) -> Callable[[Any], bool]:
    """Returns whether a row passes the filters."""
    if not any(filters.values()):
        return lambda row: True
    from zoo.leaderboard.selection import select

    return select(context.registry(report=False), filters, rows)
