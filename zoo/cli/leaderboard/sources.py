"""Where the rows of `zoo leaderboard` are from: the store, or an export; and which of them are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from zoo.cli import context

if TYPE_CHECKING:
    from zoo.leaderboard.board import Board
    from zoo.leaderboard.rows import Row


class Found(NamedTuple):
    """What there is.

    Args:
        rows: summaries in the store, or the rows of an export.
        where: what they were read from.
        complete: makes whole rows of those that are shown.
    """

    rows: Sequence[Any]
    where: str
    complete: Callable[[Board[Any]], Board[Row]]


def found(source: Path | None) -> Found:
    """Reads an export, or without one the store."""
    if source:
        from zoo.leaderboard import export

        return Found(export.read(source), str(source), lambda board: board)
    from zoo.leaderboard import groups
    from zoo.store import Store

    store = Store.open(create=False)
    rows, complete = groups.recorded(store, context.registry())
    return Found(rows, store.where, complete)


def wanted(filters: Mapping[str, str | None], rows: Sequence[Any]) -> Callable[[Any], bool]:
    """Returns whether a row passes the filters."""
    if not any(filters.values()):
        return lambda row: True
    from zoo.leaderboard.selection import select

    return select(context.registry(report=False), filters, rows)
