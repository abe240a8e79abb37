"""Figures drawn with characters, for a terminal: an interval as a bar on an axis, a curve as a line of blocks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

BLOCKS = "▁▂▃▄▅▆▇█"


def interval(low: float, high: float, axis: tuple[float, float], width: int) -> str:
    """Returns a bar from `low` to `high` on an axis of `width` characters; a line where these are the same, for nothing
    is known of how far the value reaches. What leaves the axis is cut."""
    from rich.bar import Bar
    from rich.console import Console

    begin, end = axis
    if low == high:
        return " " * min(width - 1, int(width * (low - begin) / (end - begin))) + "|"
    bar = Bar(end - begin, max(low, begin) - begin, min(high, end) - begin, width=width)
    return "".join(segment.text for segment in Console(width=width).render(bar)).rstrip("\n")


def curve(values: Sequence[float], width: int) -> str:
    """Returns a line of at most `width` blocks, the lowest value as the lowest block; where there are more values than
    blocks, each stands for those of its stretch, by their mean."""
    count = min(len(values), width)
    edges = [len(values) * i // count for i in range(count + 1)] if count else []
    means = [sum(values[a:b]) / (b - a) for a, b in pairwise(edges)]
    low, high = min(means, default=0.0), max(means, default=0.0)
    steps = (len(BLOCKS) - 1) / (high - low) if high > low else 0.0
    return "".join(BLOCKS[round((value - low) * steps)] for value in means)
