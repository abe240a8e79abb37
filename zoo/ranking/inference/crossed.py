"""Intervals, and p, of differences whose variance has parts: known from few seeds (Student's t), or from many images.

    half_width**2 = sum over parts of t(degrees, level)**2 * part + z(level)**2 * images

docs/explanation/statistics.md says how often they are right. NumPy is imported with this file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

HIGHEST = 8.2
"""Of a normal deviate; beyond it p is below 1e-15, and is said to be that."""
STEPS = 512
Z = np.linspace(0, HIGHEST, STEPS + 1)


@dataclass(frozen=True, kw_only=True, eq=False)
class Variance:
    """The variance of differences, all of one shape.

    Args:
        seeds: parts that are known from few seeds, each with its degrees of freedom.
        images: the part that is known from the test images.
    """

    seeds: Sequence[tuple[np.ndarray, np.ndarray]]
    images: np.ndarray

    def half_width(self, level: float) -> np.ndarray:
        """Returns half the width of intervals that miss with a probability of `level`; NaN where a part is NaN."""
        seeds = sum(student(level / 2, degrees) ** 2 * part for part, degrees in self.seeds)
        return np.sqrt(seeds + normal(level / 2) ** 2 * self.images)

    def at(self, which: tuple[np.ndarray, ...]) -> Variance:
        """Returns that of some of them."""
        return Variance(seeds=[(part[which], of[which]) for part, of in self.seeds], images=self.images[which])

    def p(self, difference: np.ndarray, level: float) -> np.ndarray:
        """Returns the level at which half the interval is as wide as the difference; no part may be NaN.

        It is below `level` where, and only where, the interval of that level excludes 0.
        """
        tables = [_squared_student(degrees) for _, degrees in self.seeds]

        def squared(step: np.ndarray) -> np.ndarray:
            parts = zip(tables, self.seeds, strict=True)
            return sum(table[of, step] * part for (table, of), (part, _) in parts) + Z[step] ** 2 * self.images

        low = np.zeros(difference.shape, dtype=np.int64)
        for power in (2**n for n in reversed(range(STEPS.bit_length() - 1))):
            low += power * (squared(low + power) <= difference**2)
        below, above = squared(low), squared(low + 1)
        found = 2 * upper_tail(Z[low] + Z[1] * np.clip((difference**2 - below) / (above - below), 0, 1))
        excluded = np.abs(difference) > self.half_width(level)
        return np.where(excluded, np.minimum(found, np.nextafter(level, 0)), np.maximum(found, level))


def coarse(degrees: np.ndarray) -> np.ndarray:
    """Returns degrees of freedom rounded down, to quarters, and beyond 10 to a tenth: of few values t is found fast."""
    with np.errstate(divide="ignore"):
        tenths = 10 * 1.1 ** np.floor(np.log(degrees / 10) / np.log(1.1))
    return np.where(degrees <= 10, np.floor(4 * degrees) / 4, tenths)


def normal(tail: float) -> float:
    """Returns what a normal deviate exceeds with this probability."""
    from scipy.special import ndtri  # scipy.stats takes a second longer to import

    return -float(ndtri(tail))


def upper_tail(deviate: np.ndarray) -> np.ndarray:
    """Returns the probability that a normal deviate exceeds this."""
    from scipy.special import ndtr

    return np.asarray(ndtr(-deviate))


def student(tail: float, degrees: np.ndarray) -> np.ndarray:
    """Returns what Student's t exceeds with this probability; each number of degrees is looked up once."""
    from scipy.special import stdtrit

    different, of = np.unique(degrees, return_inverse=True)
    return np.asarray(-stdtrit(different, tail))[of.reshape(degrees.shape)]


def _squared_student(degrees: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns t**2 at each step, a line per different number of degrees, and which line each of the degrees has."""
    different, of = np.unique(degrees, return_inverse=True)
    lines = [_line(float(one)) for one in different]
    return np.array(lines).reshape(len(lines), STEPS + 1), of.reshape(degrees.shape)


@cache
def _line(degrees: float) -> np.ndarray:
    from scipy.special import stdtrit

    return np.asarray(stdtrit(degrees, upper_tail(Z)) ** 2)
