"""Where the rows of `zoo leaderboard` are from: the store, or an export; and which of them are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from zoo.cli import context

if TYPE_CHECKING:
    from zoo.leaderboard.board import Board
    from zoo.leaderboard.ranking import Rank
    from zoo.leaderboard.rows import Row


class Found(NamedTuple):
    """What there is.

    Args:
        rows: summaries in the store, or the rows of an export.
        where: what they were read from.
        complete: makes whole rows of those that are shown.
        rank: says where rows of a dataset stand.
    """

    rows: Sequence[Any]
    where: str
    complete: Callable[[Board[Any]], Board[Row]]
    rank: Rank[Any]


def found(source: Path | None) -> Found:
    """Reads an export, or without one the store."""
    from zoo.leaderboard import ranking

    if source:
        from zoo.leaderboard import export

        read = export.read(source)
        return Found(read.rows, str(source), lambda board: board, ranking.exported(read.rankings))
    from zoo import paths
    from zoo.leaderboard import groups
    from zoo.store import Store

    store = Store.open(create=False)
    rows, complete = groups.recorded(store, context.registry())
    return Found(rows, store.where, complete, ranking.by_predictions(store.correct, paths.run_folder))


def wanted(filters: Mapping[str, str | None], rows: Sequence[Any]) -> Callable[[Any], bool]:
    """Returns whether a row passes the filters."""
    if not any(filters.values()):
        return lambda row: True
    from zoo.leaderboard.selection import select

    return select(context.registry(report=False), filters, rows)
