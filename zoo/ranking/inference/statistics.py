"""What is said about several seeds: a mean, and how far off it may be."""

from __future__ import annotations

import math
from collections.abc import Sequence

LEVEL = 0.95
NORMAL = 1.959964
"""The quantile of a normal distribution for intervals of that level."""


def mean(values: Sequence[float | None]) -> float | None:
    """Returns the mean, or None where there are no values or one of them is None: leaving it out would flatter."""
    known = [value for value in values if value is not None]
    return math.fsum(known) / len(known) if known and len(known) == len(values) else None


def rounded_mean(counts: Sequence[int | None]) -> int | None:
    """Returns the mean as a whole number; None as `mean` does."""
    found = mean(counts)
    return None if found is None else round(found)


def half_width(values: Sequence[float | None]) -> float | None:
    """Returns half the width of the 95% interval around the mean, by Student's t with n - 1 degrees of freedom.

    None for fewer than two values, or where one of them is None.
    """
    known = [value for value in values if value is not None]
    if len(known) < 2 or len(known) < len(values):
        return None
    from scipy.special import stdtrit  # the quantile alone: importing scipy.stats takes a second longer

    middle = math.fsum(known) / len(known)
    variance = math.fsum((value - middle) ** 2 for value in known) / (len(known) - 1)
    return float(stdtrit(len(known) - 1, (1 + LEVEL) / 2)) * math.sqrt(variance / len(known))
