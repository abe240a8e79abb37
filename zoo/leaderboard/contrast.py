"""Sums of differences between rows, as the mean of what an augmenter adds in several combinations; with an interval.

For two rows alone it says what `zoo.leaderboard.comparison` says; from other rows it borrows nothing. NumPy is
imported with this file: import it only where rows are compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from zoo.leaderboard.crossed import Variance

Bits = Mapping[int, np.ndarray]
"""By seed, which test images a row's run gets right: packed bits, uint8."""


class Spread(NamedTuple):
    """How much accuracies of rows vary from seed to seed, several rows together: a variance and its degrees of freedom,
    0 where nothing is known."""

    variance: float = math.nan
    degrees: int = 0


class Pair(NamedTuple):
    """Two rows on the same test images."""

    a: Bits
    b: Bits


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A sum of differences, as a fraction of 1.

    Args:
        seeds: the variance of seeds in parts, each with its degrees of freedom.
        images: the variance of test images.
        pooled: whether a part is taken from other rows.
    """

    difference: float
    seeds: Sequence[tuple[float, int]]
    images: float
    pooled: bool = False

    def half_width(self, level: float = 0.05) -> float | None:
        """Returns half the width of the interval; None where nothing is known of other seeds."""
        return _known(self._variance.half_width(level)[0])

    def p(self, level: float = 0.05) -> float:
        """Returns the two-sided p; 1 where nothing is known of other seeds."""
        if self.half_width(level) is None or self.difference == 0:
            return 1.0
        return float(self._variance.p(np.array([self.difference]), level)[0])

    @property
    def _variance(self) -> Variance:
        parts = [(np.array([part]), np.array([max(degrees, 1)])) for part, degrees in self.seeds]
        return Variance(seeds=parts, images=np.array([self.images]))


class _Block(NamedTuple):
    """Runs of the same seeds, summed up.

    Args:
        images: the mean over seeds, of each image.
        seeds: the variance of seeds, and its degrees of freedom.
        noise: the variance that is in the mean of an image and is neither the image's nor the seed's.
    """

    images: np.ndarray
    seeds: tuple[float, int]
    noise: float
    pooled: bool

    def times(self, weight: float) -> _Block:
        """Returns the block of as many times each run."""
        part, degrees = self.seeds
        return _Block(weight * self.images, (weight**2 * part, degrees), weight**2 * self.noise, self.pooled)


def spread(rows: Iterable[Bits], images: int) -> Spread:
    """Returns how much rows of the same test images vary from seed to seed."""
    several = [[_right(bits, images).mean() for bits in row.values()] for row in rows if len(row) > 1]
    degrees = sum(len(row) - 1 for row in several)
    return (
        Spread(sum((len(row) - 1) * float(np.var(row, ddof=1)) for row in several) / degrees, degrees)
        if degrees
        else Spread()
    )


def estimates(pairs: Sequence[Pair], weights: np.ndarray, images: int, others: Spread) -> list[Estimate]:
    """Returns sums of differences a - b on one set of test images.

    Pairs whose rows all have the same seeds, two or more, are summed up seed by seed before anything is said of their
    variance. Rows of a pair whose seeds differ are taken for independent.

    Args:
        weights: how much each pair counts in each sum, (sums, pairs).
        images: how many.
        others: the variance of a row of one seed.
    """
    together: dict[tuple[int, ...], list[int]] = {}
    for number, pair in enumerate(pairs):
        seeds = tuple(sorted(pair.a)) if len(pair.a) > 1 and pair.a.keys() == pair.b.keys() else ()
        together.setdefault(seeds, []).append(number)
    blocks: list[list[_Block]] = [[] for _ in weights]
    for number in together.pop((), []):
        a, b = (_alone(row, images, others) for row in pairs[number])
        for found, weight in zip(blocks, weights[:, number], strict=True):
            found += [a.times(weight), b.times(-weight)]
    for seeds, numbers in together.items():
        sums = _sums([pairs[number] for number in numbers], weights[:, numbers], seeds, images)
        for found, each in zip(blocks, sums, strict=True):
            found.append(_crossed(each))
    return [_estimate(found, np.abs(each).max(), images) for found, each in zip(blocks, weights, strict=True)]


def _estimate(blocks: Sequence[_Block], largest: float, images: int) -> Estimate:
    of_images = np.sum([block.images for block in blocks], axis=0)
    noise = sum(block.noise for block in blocks)
    varied = float(of_images.var(ddof=1)) if images > 1 else math.nan
    return Estimate(
        difference=float(of_images.mean()),
        seeds=[block.seeds for block in blocks],
        images=max(varied - noise, 0) / images + (largest / images) ** 2,
        pooled=any(block.pooled for block in blocks),
    )


def total(parts: Sequence[Estimate]) -> Estimate:
    """Returns the sum of estimates on different test images."""
    return Estimate(
        difference=sum(each.difference for each in parts),
        seeds=[part for each in parts for part in each.seeds],
        images=sum(each.images for each in parts),
        pooled=any(each.pooled for each in parts),
    )


def _sums(pairs: Sequence[Pair], weights: np.ndarray, seeds: Sequence[int], images: int) -> np.ndarray:
    """Returns weighted sums of differences, float64 (sums, seeds, images)."""
    found = np.empty((len(pairs), len(seeds), images))
    for line, pair in zip(found, pairs, strict=True):
        for place, seed in enumerate(seeds):
            line[place] = _right(pair.a[seed], images)
            line[place] -= _right(pair.b[seed], images)
    return (weights @ found.reshape(len(pairs), -1)).reshape(len(weights), len(seeds), images)


def _alone(row: Bits, images: int, others: Spread) -> _Block:
    """Returns a row by itself."""
    found = np.array([_right(bits, images) for bits in row.values()], dtype=np.float64)
    if len(found) > 1:
        return _crossed(found)
    return _Block(found[0], (others.variance, others.degrees), 0.0, pooled=True)


def _crossed(found: np.ndarray) -> _Block:
    """Returns the parts of a two-way layout without replication, (seeds, images)."""
    seeds, images = found.shape
    of_seeds, of_images = found.mean(axis=1), found.mean(axis=0)
    rest = found - of_seeds[:, None] - of_images + found.mean()
    noise = float((rest**2).sum()) / ((seeds - 1) * max(images - 1, 1))
    return _Block(of_images, (float(of_seeds.var(ddof=1)) / seeds, seeds - 1), noise / seeds, pooled=False)


def _right(bits: np.ndarray, images: int) -> np.ndarray:
    return np.unpackbits(bits, count=images)


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
