"""How much another seed changes an accuracy: from a row's own seeds, and, as these are few, from those of other rows.

Student's t of one or two degrees of freedom proves next to nothing. Rows of one board vary much alike, so each borrows:

    variance = max(own, (own degrees * own + borrowed degrees * others') / (own + borrowed degrees))

with the sum of the degrees: a moderated t (Smyth 2004, "Linear models and empirical Bayes methods for assessing
differential expression in microarray experiments"), but never less than what the row's own seeds show. Smyth estimates
how many degrees to borrow; ten rows of three seeds are too few for that, so it is `TRUST`.
docs/explanation/statistics.md says how often this is right. NumPy is imported with this file.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zoo.ranking.inference.crossed import coarse
from zoo.ranking.inference.mean_squares import Layout

TRUST = 4.0
"""Degrees of freedom that others' seeds are worth: so many where rows' variances differ by a factor of two or so."""
ALONE = 0.01
"""How seldom a row that varies as the others do may be taken for one that does not."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SeedVariance:
    """Variance of an accuracy, or of a difference, from seed to seed.

    Args:
        variance: of one seed.
        borrowed, degrees: its degrees of freedom: those from other rows, and all.
    """

    variance: np.ndarray
    borrowed: np.ndarray
    degrees: np.ndarray

    @classmethod
    def moderated(cls, own: np.ndarray, degrees: np.ndarray, others: np.ndarray, borrowed: np.ndarray) -> SeedVariance:
        """Returns the mean of one's own and others', each as often as its degrees, or one's own where that is more.

        It is NaN where both have no degrees.
        """
        own = np.nan_to_num(own)
        with np.errstate(invalid="ignore"):
            variance = np.maximum((degrees * own + borrowed * others) / (degrees + borrowed), own)
        return cls(variance=variance, borrowed=borrowed, degrees=coarse(degrees + borrowed))


class Pool:
    """What the rows of a board say together, in units of p * (1 - p), for accuracies near 1 vary less."""

    def __init__(self, found: Layout, images: int) -> None:
        """Takes the variances of the rows and pairs of a board."""
        self._found, self._images = found, images
        self._degrees = found.runs - 1
        counted = found.runs * images
        smoothed = (found.mean * counted + 1) / (counted + 2)
        self._unit = smoothed * (1 - smoothed)
        self._own = np.nan_to_num(found.by_seed.diagonal())
        self._luck = np.nan_to_num(found.residual.diagonal()) * found.runs / images
        self._lends = _alike(np.maximum(self._own, self._luck) / self._unit, self._degrees)
        self._borrows = self._lends | (self._degrees == 0)
        weights = np.where(self._lends, self._degrees, 0.0)
        self._said = np.stack([weights * self._own / self._unit, weights * self._luck / self._unit, weights])

    def rows(self) -> SeedVariance:
        """Returns that of each row's accuracy, (R,)."""
        others, _, borrowed = self._others(self._said, self._borrows)
        return SeedVariance.moderated(self._own, self._degrees, others * self._unit, borrowed)

    def pairs(self) -> SeedVariance:
        """Returns that of each two rows' difference where their seeds are paired, (R, R)."""
        both, unit = self._said[:, :, None] + self._said[:, None], np.add.outer(self._unit, self._unit)
        others, _, borrowed = self._others(both, np.logical_and.outer(self._borrows, self._borrows))
        return SeedVariance.moderated(self._found.by_seed, self._degrees[:, None], others * unit, borrowed)

    def sums(self, weights: np.ndarray, own: np.ndarray, degrees: int) -> SeedVariance:
        """Returns that of weighted sums of rows whose seeds are paired, (sums,).

        Args:
            weights: (sums, R).
            own: variance of the sums from seed to seed, (sums,), of so many degrees of freedom.
        """
        counted = weights != 0
        others, _, borrowed = self._others(self._said @ counted.T, ~(counted & ~self._borrows).any(1))
        return SeedVariance.moderated(own, np.array(degrees), others * (weights**2 @ self._unit), borrowed)

    def luck(self) -> np.ndarray:
        """Returns how much of each row's variance from image to image other seeds would change, (R,)."""
        _, luck, _ = self._others(self._said, self._borrows)
        return np.where(self._degrees > 0, self._luck, luck * self._unit) * self._images / self._found.runs

    def _others(self, said: np.ndarray, borrows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Returns the variance of all who lend without those given, the part of it that is luck, and its degrees.

        Luck is that of single images: a variance of the residual over the images, which they tell exactly. Only what is
        more than that differs from row to row, so the less it is, the more degrees can be borrowed (Satterthwaite).
        """
        variance, luck, degrees = self._said.sum(1).reshape(3, *[1] * (said.ndim - 1)) - said
        there = degrees > 0.5  # of whole numbers
        with np.errstate(invalid="ignore", divide="ignore"):
            luck = np.where(there, luck / degrees, 0)
            variance = np.maximum(np.where(there, variance / degrees, 0), luck)
            trusted = np.nan_to_num(TRUST * (variance / (variance - luck)) ** 2, nan=np.inf)
        return variance, luck, np.where(there & borrows, np.minimum(degrees, trusted), 0)


def _alike(own: np.ndarray, degrees: np.ndarray) -> np.ndarray:
    """Returns which rows lend: those of several seeds, without any whose seeds vary significantly more than the rest's.

    A row of which one seed in three collapses neither lends nor borrows (F test, the most varied row first).
    """
    from scipy.special import fdtrc

    lends = degrees > 0
    while lends.sum() > 1:
        squares, total = (own * degrees)[lends].sum(), degrees[lends].sum()
        with np.errstate(invalid="ignore", divide="ignore"):
            rest = np.maximum(squares - own * degrees, 0) / (total - degrees)
            ratio = np.where(lends & (own > 0), own / rest, 0)
        most = int(np.argmax(ratio))
        if fdtrc(degrees[most], total - degrees[most], ratio[most]) * lends.sum() > ALONE:
            break
        lends[most] = False
    return lends
