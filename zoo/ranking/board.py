"""What of the rows is shown, in which order, and where each stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from zoo.ranking.ranking import Rank, Ranking, unranked
from zoo.ranking.rows import Summary

if TYPE_CHECKING:
    from zoo.ranking.references import Reference
    from zoo.ranking.rows import Row

Line = TypeVar("Line", bound=Summary)

Interval = Literal["both", "seeds"]
"""For what an interval of an accuracy accounts: other seeds and other test images, or other seeds alone."""

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
        rankings: of each dataset whose rows were compared.
        interval: which interval of an accuracy is shown.
    """

    rows: tuple[Line, ...]
    hidden: int = 0
    cut: int = 0
    longest: int = 0
    rankings: tuple[Ranking, ...] = ()
    interval: Interval = "both"

    def datasets(self: Board[Row]) -> Iterable[tuple[str, list[Row]]]:
        """Yields each dataset's name with its rows."""
        for _, found in groupby(self.rows, key=lambda row: row.dataset):
            rows = list(found)
            yield rows[0].label("dataset"), rows

    def references(self, dataset: str) -> tuple[Reference, ...]:
        """Returns what the accuracies of a dataset are to be read against."""
        return next((ranking.references for ranking in self.rankings if ranking.dataset == dataset), ())


def arrange(
    rows: Iterable[Line],
    *,
    wanted: Callable[[Line], bool] = lambda row: True,
    limited: bool = False,
    limit: int | None = None,
    sort: str = "accuracy",
    top: int | None = None,
    rank: Rank[Line] = unranked,
    interval: Interval = "both",
) -> Board[Line]:
    """Chooses rows, says where each stands within its dataset, and sorts them.

    Args:
        limited: also shows rows trained on a part of the images.
        limit: shows those alone that were trained on this number of images.
        sort: a key of `SORTS`.
        top: the number of rows to keep of each dataset.
        rank: is given, of each dataset, the rows that may be ranked.
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
    shown, rankings = list[Line](), list[Ranking]()
    for _, found in sorted(datasets.items()):
        if among := [row for row in _sorted(found, "accuracy") if _may_be_ranked(row, limit)]:
            ranking, place = rank(among)
            rankings += [ranking] if ranking else []
        else:
            _, place = unranked(among)
        shown += map(place, _sorted(found, sort)[:top])
    longest = max(map(len, datasets.values()), default=0)
    return Board(tuple(shown), hidden, len(chosen) - len(shown), longest, tuple(rankings), interval)


def first(board: Board[Row], top: int | None) -> Board[Row]:
    """Returns a board with the first rows of each dataset, as `arrange` with `top`."""
    rows = tuple(row for _, rows in board.datasets() for row in rows[:top])
    return replace(board, rows=rows, cut=board.cut + len(board.rows) - len(rows))


def _may_be_ranked(row: Summary, limit: int | None) -> bool:
    """Whether a row is current, has results, and was trained on as many images as the others that are ranked."""
    return not row.stale and bool(row.seeds) and row.limit == limit


def _sorted(rows: Sequence[Line], sort: str) -> list[Line]:
    """Returns the rows in order; equals by accuracy, current ones first, then by name: nothing is left to chance."""

    def key(row: Line) -> tuple[object, ...]:
        names: tuple[object, ...] = row.model, row.augmenter, row.recipe, row.group_id, row.seeds
        return _last(SORTS[sort](row)), _last(SORTS["accuracy"](row)), bool(row.stale), *names

    return sorted(rows, key=key)


def _last(value: float | None) -> tuple[bool, float]:
    """Returns a key that sorts None after every number."""
    return (True, 0.0) if value is None else (False, value)
