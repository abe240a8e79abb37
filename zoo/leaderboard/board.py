"""What of the rows is shown, in which order, and the rank of each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Generic, TypeVar

from zoo.leaderboard.rows import Summary

if TYPE_CHECKING:
    from zoo.leaderboard.rows import Row

Line = TypeVar("Line", bound=Summary)

SAME = 12
"""Decimals in which accuracies are compared: the rest is how a mean was rounded."""

SORTS: dict[str, Callable[[Summary], float | None]] = {
    "accuracy": lambda row: None if row.accuracy is None else -round(row.accuracy, SAME),
    "time": lambda row: row.train_seconds,
    "parameters": lambda row: row.parameters,
    "epochs": lambda row: row.epochs,
    "seeds": lambda row: -len(row.seeds),
}
"""By what rows are sorted: smaller numbers first, None last."""


@dataclass(frozen=True)
class Board(Generic[Line]):
    """Rows as they are shown, those of a dataset together.

    Args:
        hidden: how many rows are not shown because they are limited.
        cut: how many are not because they come after the first ones of their dataset.
        longest: how many rows the dataset with most of them has, shown or cut.
    """

    rows: tuple[Line, ...]
    hidden: int = 0
    cut: int = 0
    longest: int = 0

    def datasets(self: Board[Row]) -> Iterable[tuple[str, list[Row]]]:
        """Yields each dataset's name with its rows."""
        for _, found in groupby(self.rows, key=lambda row: row.dataset):
            rows = list(found)
            yield rows[0].label("dataset"), rows


def arrange(
    rows: Iterable[Line],
    *,
    wanted: Callable[[Line], bool] = lambda row: True,
    limited: bool = False,
    limit: int | None = None,
    sort: str = "accuracy",
    top: int | None = None,
) -> Board[Line]:
    """Chooses rows, ranks them by accuracy within their dataset, and sorts them.

    Args:
        limited: also shows rows trained on a part of the images.
        limit: shows those alone that were trained on this number of images.
        sort: a key of `SORTS`.
        top: the number of rows to keep of each dataset.
    """
    chosen = [row for row in rows if wanted(row)]
    if limit is not None:
        chosen, hidden = [row for row in chosen if row.limit == limit], 0
    else:
        hidden = 0 if limited else sum(row.limit is not None for row in chosen)
        chosen = [row for row in chosen if limited or row.limit is None]
    datasets: dict[str, list[Line]] = {}
    for row in chosen:
        datasets.setdefault(row.dataset, []).append(row)
    shown = [row for _, found in sorted(datasets.items()) for row in _ranked(_sorted(found, sort)[:top], found)]
    return Board(tuple(shown), hidden, len(chosen) - len(shown), max(map(len, datasets.values()), default=0))


def _ranked(rows: Sequence[Line], among: Sequence[Line]) -> list[Line]:
    """Returns the rows with their ranks: one more than the number of current rows among all that are better."""
    order = SORTS["accuracy"]
    better = sorted(_last(order(row)) for row in among if _has_rank(row))
    return [replace(row, rank=bisect_left(better, _last(order(row))) + 1 if _has_rank(row) else None) for row in rows]


def _has_rank(row: Summary) -> bool:
    """Whether a row is current and has results."""
    return not row.stale and bool(row.seeds)


def _sorted(rows: Sequence[Line], sort: str) -> list[Line]:
    """Returns the rows in order; equals by accuracy, current ones first, then by name: nothing is left to chance."""

    def key(row: Line) -> tuple[object, ...]:
        names: tuple[object, ...] = row.model, row.augmenter, row.recipe, row.group_id, row.seeds
        return _last(SORTS[sort](row)), _last(SORTS["accuracy"](row)), bool(row.stale), *names

    return sorted(rows, key=key)


def _last(value: float | None) -> tuple[bool, float]:
    """Returns a key that sorts None after every number."""
    return (True, 0.0) if value is None else (False, value)
