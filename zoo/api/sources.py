"""Where the rows of a leaderboard are from: the store, or an export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.ranking.board import Board
    from zoo.ranking.comparable import Read
    from zoo.ranking.ranking import Rank
    from zoo.ranking.rows import Row
    from zoo.store import Metric

Asked = Callable[[Callable[[], list["Metric"]]], list["Metric"]]
"""Returns the metrics that rows are to have; is given what gives all that there are."""


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


def exported(source: Path, asked: Asked) -> Found:
    """Reads an export. Raises `UsageError` where it is none."""
    from zoo.ranking import export, ranking

    read = export.read(source)
    metrics = asked(lambda: _metrics({key for row in read.rows for key in row.metrics}))
    return Found(read.rows, str(source), lambda board: board, ranking.exported(read.rankings), metrics)


def recorded(registry: Registry, asked: Asked) -> Found:
    """Reads the store. Raises `StoreError` where it cannot be read."""
    from zoo import paths
    from zoo.ranking import groups, ranking
    from zoo.store import Store

    store = Store.open(create=False)
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
