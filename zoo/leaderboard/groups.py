"""Finished runs folded into a summary per row: all that a row's place depends on, small enough for every row there is.

What is shown becomes a whole `Row`; of what is not, no more than this is ever in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from zoo.leaderboard import rows, statistics
from zoo.leaderboard.board import Board

if TYPE_CHECKING:
    from zoo.experiments.staleness import Current
    from zoo.leaderboard.rows import Row
    from zoo.store import Finished, Store

SORTED_BY = ("parameters", "train_seconds")
"""The metrics, beside the accuracy, by which rows are sorted."""

CHUNK = 1000
"""How many rows are made at a time: their runs are read by name, and a query has a limited number of names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A row before it is shown: the fields of `Row` by which rows are chosen and sorted.

    Args:
        stale: whether its runs are stale.
        seeds, runs: the seeds, ascending, and the names of their runs.
    """

    rank: int | None = None
    group_id: str
    dataset: str
    model: str
    augmenter: str
    recipe: str
    limit: int | None
    epochs: int | None
    accuracy: float | None
    parameters: float | None
    train_seconds: float | None
    stale: bool
    seeds: tuple[int, ...]
    runs: tuple[str, ...]


def summarize(groups: Iterable[Sequence[Finished]], current: Current) -> list[Summary]:
    """Returns the rows of all groups, the ones that `rows.build` would make; each group newest first, with the metrics
    of `SORTED_BY`."""
    shared: dict[str, str] = {}  # of the expressions, which many groups share, one copy
    return [_summary(runs, stale, shared) for group in groups for runs, stale in rows.split(group, current)]


def complete(board: Board[Summary], store: Store, current: Current, label: Callable[[str, str], str]) -> Board[Row]:
    """Returns a board with whole rows in place of summaries."""
    rows = tuple(_whole(board.rows, store, current, label))
    return Board(rows, board.hidden, board.cut, board.longest)


def _whole(shown: Sequence[Summary], store: Store, current: Current, label: Callable[[str, str], str]) -> Iterator[Row]:
    left = iter(shown)
    while chunk := list(islice(left, CHUNK)):
        found = store.finished(rows.SHOWN, names=[name for summary in chunk for name in summary.runs])
        made = {row.runs[0].name: row for row in rows.build(found, current, label)}
        # What was removed since has no row any more.
        yield from (replace(made[summary.runs[0]], rank=summary.rank) for summary in chunk if summary.runs[0] in made)


def _summary(runs: Sequence[Finished], stale: bool, shared: dict[str, str]) -> Summary:
    newest, ordered = runs[0], sorted(runs, key=lambda run: run.seed)

    def expression(kind: str) -> str:
        text = getattr(newest, kind)
        return shared.setdefault(text, text)

    return Summary(
        group_id=newest.group_id,
        dataset=expression("dataset"),
        model=expression("model"),
        augmenter=expression("augmenter"),
        recipe=expression("recipe"),
        limit=newest.limit,
        epochs=statistics.rounded_mean([run.epochs for run in runs]),
        accuracy=statistics.mean([run.test_accuracy for run in runs]),
        parameters=newest.metrics.get("parameters"),
        train_seconds=statistics.mean(rows.known(runs, "train_seconds")),
        stale=stale,
        seeds=tuple(run.seed for run in ordered),
        runs=tuple(run.name for run in ordered),
    )
