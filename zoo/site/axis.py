"""The axis on which a dataset's accuracies are drawn, in percent of its width: all rows of the dataset share one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zoo.ranking.references import Reference
from zoo.ranking.rows import Row
from zoo.ranking.tables.figures import known

MARGIN = 8
"""Percent of the width on both sides, so that the figure at a tick has room."""

MOST_TICKS = 4
LEAST = 0.002
"""Accuracies that an axis spans at least: rows that are equal have a place in its middle."""


@dataclass(frozen=True)
class Mark:
    """What is drawn of a row, and where, in percent.

    Args:
        low, high: the ends of the interval, equal where there is none.
        seeds: single runs.
        first: whether the row may be the best of its dataset.
        ranked: whether its rank is known.
    """

    at: float
    low: float
    high: float
    seeds: Sequence[float] = ()
    first: bool = False
    ranked: bool = False


@dataclass(frozen=True)
class Axis:
    """Where accuracies, fractions of 1, stand; `references` are those within it."""

    low: float
    high: float
    ticks: tuple[float, ...] = ()
    references: tuple[Reference, ...] = ()

    def x(self, accuracy: float) -> float:
        """Returns the place of an accuracy in percent."""
        share = (accuracy - self.low) / (self.high - self.low)
        return round(MARGIN + share * (100 - 2 * MARGIN), 2)

    def mark(self, row: Row) -> Mark | None:
        """Returns what is drawn of a row; None where it has no accuracy."""
        if (accuracy := known(row.accuracy)) is None:
            return None
        low, high = map(self.x, ends(row))
        runs = [self.x(found) for run in row.runs if (found := known(run.accuracy)) is not None]
        first = row.ranks is not None and row.ranks[0] == 1
        return Mark(self.x(accuracy), low, high, runs if len(runs) > 1 else (), first, row.ranks is not None)


def axis(rows: Sequence[Row], references: Iterable[Reference] = ()) -> Axis | None:
    """Returns an axis that has all intervals in it, and all runs; None where no row has an accuracy."""
    shown = [row for row in rows if known(row.accuracy) is not None]
    values = [value for row in shown for value in (*ends(row), *(run.accuracy for run in row.runs))]
    found = [value for value in map(known, values) if value is not None]
    if not found:
        return None
    low, high = min(found), max(found)
    spare = max(LEAST - (high - low), 0) / 2
    low, high = low - spare, high + spare
    within = tuple(each for each in references if low <= each.accuracy <= high)
    return Axis(low, high, tuple(_ticks(low, high)), within)


def ends(row: Row) -> tuple[float, float]:
    """Returns the ends of a row's interval; its accuracy twice where none is known. No accuracy leaves [0, 1]."""
    accuracy, width = row.accuracy or 0.0, known(row.half_width) or 0.0
    return max(accuracy - width, 0.0), min(accuracy + width, 1.0)


def _ticks(low: float, high: float) -> Iterable[float]:
    """Returns round accuracies between two, 1, 2 or 5 of a decimal apart."""
    power = 10.0 ** math.floor(math.log10((high - low) / MOST_TICKS))
    step = next(power * each for each in (1, 2, 5, 10) if (high - low) / (power * each) <= MOST_TICKS)
    return (round(step * place, 10) for place in range(math.ceil(low / step), math.floor(high / step) + 1))
