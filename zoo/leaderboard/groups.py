"""Finished runs folded into a summary per row: all that a row's place depends on, small enough for every row there is.

What is shown becomes a whole `Row`; of what is not, no more than this is ever in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from zoo.experiments.staleness import Current, data_now
from zoo.leaderboard import moved, rows
from zoo.leaderboard.board import Board
from zoo.leaderboard.rows import Summary

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.leaderboard.rows import Counted, Row
    from zoo.store import Finished, Store

    Read = Callable[[list[str]], Iterable[Sequence[Finished]]]

PLACED = ("ranks", "unranked", "half_width", "pooled")
"""What of a row says where it stands."""

CHUNK = 1000
"""How many rows are made at a time: their runs are read by name, and a query has a limited number of names."""


def recorded(
    store: Store, registry: Registry, metrics: Iterable[str] = ()
) -> tuple[list[Summary], Callable[[Board[Summary]], Board[Row]]]:
    """Returns the rows of a store before any is shown, and what makes whole rows of those that are: with these metrics,
    by key, beside those of every row."""
    seen = store.known_data()
    current, homes = Current(registry, data_now(registry, seen)), moved.homes(registry, seen)

    def read(metrics: Iterable[str], names: list[str] | None = None) -> Iterable[Sequence[Finished]]:
        return moved.gathered(store.finished(metrics, names=names), homes)

    more = [key for key in metrics if key not in rows.SHOWN]
    read_whole = partial(read, [*rows.SHOWN, *more])
    whole = partial(complete, read=read_whole, current=current, label=registry.label, metrics=more)
    return summarize(read(rows.SORTED_BY), current), whole


def summarize(groups: Iterable[Sequence[Finished]], current: Current) -> list[Summary]:
    """Returns the rows of all groups; each group newest first, with the metrics of `rows.SORTED_BY`."""
    shared: dict[Any, Any] = {}  # of what many rows share, one copy
    return [_summary(row, shared) for group in groups for row in rows.split(group, current)]


def complete(
    board: Board[Summary],
    read: Read,
    current: Current,
    label: Callable[[str, str], str],
    metrics: Collection[str] = (),
) -> Board[Row]:
    """Returns a board with whole rows in place of summaries; `read` gives the groups of runs, by their names."""
    made = partial(rows.whole_row, current=current, label=label, metrics=metrics)
    whole = tuple(_whole(board.rows, read, current, made))
    return Board(whole, board.hidden, board.cut, board.longest, board.rankings, board.interval)


def _whole(shown: Sequence[Summary], read: Read, current: Current, make: Callable[[Counted], Row]) -> Iterator[Row]:
    left = iter(shown)
    while chunk := list(islice(left, CHUNK)):
        found = read([name for summary in chunk for name in summary.names])
        made = {row.names[0]: row for group in found for row in rows.split(group, current)}
        for summary in chunk:
            if summary.names[0] in made:  # what was removed since has no row any more
                whole = make(made[summary.names[0]])
                yield replace(whole, **{name: getattr(summary, name) for name in PLACED})


def _summary(row: rows.Counted, shared: dict[Any, Any]) -> Summary:
    found = rows.summary(row).items()
    return Summary(**{k: shared.setdefault(v, v) if isinstance(v, (str, tuple)) else v for k, v in found})
