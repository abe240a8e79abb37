"""Finished runs folded into a summary per row: all that a row's place depends on, small enough for every row there is.

What is shown becomes a whole `Row`; of what is not, no more than this is ever in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from zoo.experiments.staleness import Current, data_now
from zoo.ranking import counted, moved
from zoo.ranking.board import Board
from zoo.ranking.rows import Summary

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.ranking.counted import Counted
    from zoo.ranking.rows import Row
    from zoo.store import Finished, Store

    Read = Callable[[list[str]], Iterable[Sequence[Finished]]]

PLACED = ("ranks", "unranked", "half_width", "pooled")
"""What of a row says where it stands."""

KEPT = 500
"""The runs of how many rows stay in memory once they are read."""

NONE: Mapping[str, Counted] = {}

CHUNK = 1000
"""How many rows are made at a time: their runs are read by name, and a query has a limited number of names."""


def recorded(
    store: Store, registry: Registry, metrics: Iterable[str] = (), *, names: list[str] | None = None
) -> tuple[list[Summary], Callable[[Board[Summary]], Board[Row]]]:
    """Returns the rows of a store before any is shown, and what makes whole rows of those that are.

    Args:
        metrics: the keys of those that whole rows have, beside those of every row.
        names: of which runs the rows are; by default of all.
    """
    seen = store.known_data()
    current, homes = Current(registry, data_now(registry, seen)), moved.homes(registry, seen)

    def read(metrics: Iterable[str], names: list[str] | None) -> Iterable[Sequence[Finished]]:
        return moved.gathered(store.finished(metrics, names=names), homes)

    kept: dict[str, Counted] = {}
    more = [key for key in metrics if key not in counted.SHOWN]
    read_whole = partial(read, [*counted.SHOWN, *more])
    whole = partial(complete, read=read_whole, current=current, label=registry.label, metrics=more, kept=kept)
    return summarize(read_whole(names), current, kept), whole


def summarize(
    groups: Iterable[Sequence[Finished]], current: Current, kept: dict[str, Counted] | None = None
) -> list[Summary]:
    """Returns the rows of all groups; each group newest first, with the metrics of `counted.SORTED_BY`.

    Args:
        kept: is given the runs of the first rows, by the name of the first one: with few rows, nothing is read twice.
    """
    shared: dict[Any, Any] = {}  # of what many rows share, one copy
    found = []
    for row in (row for group in groups for row in counted.split(group, current)):
        if kept is not None and len(kept) < KEPT:
            kept[row.names[0]] = row
        found.append(_summary(row, shared))
    return found


def complete(
    board: Board[Summary],
    read: Read,
    current: Current,
    label: Callable[[str, str], str],
    metrics: Collection[str] = (),
    kept: Mapping[str, Counted] = NONE,
) -> Board[Row]:
    """Returns a board with whole rows in place of summaries.

    Args:
        read: gives the groups of runs, by their names.
        kept: what `summarize` kept.
    """
    make = partial(counted.whole_row, current=current, label=label, metrics=metrics)
    whole = tuple(_whole(board.rows, lambda names: _counted(read, names, current), make, kept))
    return Board(whole, board.hidden, board.cut, board.longest, board.rankings, board.interval)


def _counted(read: Read, names: list[str], current: Current) -> dict[str, Counted]:
    found = (row for group in read(names) for row in counted.split(group, current)) if names else ()
    return {row.names[0]: row for row in found}


def _whole(
    shown: Sequence[Summary],
    count: Callable[[list[str]], Mapping[str, Counted]],
    make: Callable[[Counted], Row],
    kept: Mapping[str, Counted],
) -> Iterator[Row]:
    left = iter(shown)
    while chunk := list(islice(left, CHUNK)):
        made = count([name for summary in chunk if summary.names[0] not in kept for name in summary.names])
        for summary in chunk:
            if row := kept.get(summary.names[0]) or made.get(summary.names[0]):  # else it was removed since
                yield replace(make(row), **{name: getattr(summary, name) for name in PLACED})


def _summary(row: Counted, shared: dict[Any, Any]) -> Summary:
    found = counted.summary(row).items()
    return Summary(**{k: shared.setdefault(v, v) if isinstance(v, (str, tuple)) else v for k, v in found})
