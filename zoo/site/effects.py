"""What parts add, drawn: differences with their intervals beside zero, all of a table on one axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from zoo.ranking.tables.figures import known

MARGIN = 4
"""Percent of the width on both sides."""


class Bar(NamedTuple):
    """A difference and the ends of its interval, in percent of the width. `beyond`: whether zero is outside of it."""

    at: float
    low: float
    high: float
    beyond: bool


class Bars(NamedTuple):
    """The bars of a table's rows, and where zero is."""

    zero: float
    bars: Sequence[Bar]


def bars(rows: Sequence[Any]) -> Bars | None:
    """Returns the bars of rows that have a `difference` and a `half_width`; None where a table's rows have none."""
    if not rows or not all(hasattr(row, "difference") for row in rows):
        return None
    found = [(row.difference, known(row.half_width)) for row in rows]
    ends = [0.0, *(difference + side * (width or 0.0) for difference, width in found for side in (-1, 1))]
    low, span = min(ends), (max(ends) - min(ends)) or 1.0

    def x(value: float) -> float:
        return round(MARGIN + (value - low) / span * (100 - 2 * MARGIN), 2)

    def bar(difference: float, width: float | None) -> Bar:
        first, last = difference - (width or 0.0), difference + (width or 0.0)
        return Bar(x(difference), x(first), x(last), width is not None and not first <= 0 <= last)

    return Bars(x(0.0), [bar(*each) for each in found])
