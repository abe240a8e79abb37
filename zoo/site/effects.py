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
    widths = [known(row.half_width) for row in rows]
    spans = [
        (row.difference - (width or 0.0), row.difference + (width or 0.0))
        for row, width in zip(rows, widths, strict=True)
    ]
    low, high = min(0.0, *(span[0] for span in spans)), max(0.0, *(span[1] for span in spans))

    def x(value: float) -> float:
        return round(MARGIN + (value - low) / ((high - low) or 1.0) * (100 - 2 * MARGIN), 2)

    def bar(difference: float, span: tuple[float, float], known: bool) -> Bar:
        return Bar(x(difference), x(span[0]), x(span[1]), known and not span[0] <= 0 <= span[1])

    made = [bar(row.difference, span, width is not None) for row, span, width in zip(rows, spans, widths, strict=True)]
    return Bars(x(0.0), made)
