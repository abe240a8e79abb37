"""Sums of differences between rows, as the mean of what an augmenter adds in several combinations; with an interval.

For two rows it says what `zoo.leaderboard.comparison` says. NumPy is imported with this file: import it only where rows
are compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from zoo.leaderboard import mean_squares, seed_variance
from zoo.leaderboard.crossed import Variance

Bits = Mapping[int, bytes]
"""By seed, which test images a row's run gets right: a bit each, packed by `np.packbits`."""

Part = tuple[float, float]
"""A variance, and its degrees of freedom."""


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A sum of differences, as a fraction of 1.

    Args:
        seeds: the variance of seeds in parts.
        images: the variance of test images.
        pooled: whether a row of one seed is in it, whose variance from seed to seed is that of others.
    """

    difference: float
    seeds: Sequence[Part]
    images: float
    pooled: bool = False

    def half_width(self, level: float = 0.05) -> float | None:
        """Returns half the width of the interval; None where nothing is known of other seeds."""
        found = float(self._variance.half_width(level)[0])
        return found if math.isfinite(found) else None

    def p(self, level: float = 0.05) -> float:
        """Returns the two-sided p; 1 where nothing is known of other seeds."""
        if self.half_width(level) is None or self.difference == 0:
            return 1.0
        return float(self._variance.p(np.array([self.difference]), level)[0])

    @property
    def _variance(self) -> Variance:
        parts = [(np.array([part]), np.array([max(degrees, 1)])) for part, degrees in self.seeds]
        return Variance(seeds=parts, images=np.array([self.images]))


def total(parts: Sequence[Estimate]) -> Estimate:
    """Returns the sum of estimates on different test images."""
    return Estimate(
        difference=sum(each.difference for each in parts),
        seeds=[part for each in parts for part in each.seeds],
        images=sum(each.images for each in parts),
        pooled=any(each.pooled for each in parts),
    )


class _Block(NamedTuple):
    """Rows of the same seeds, summed up.

    Args:
        images: the mean over seeds, of each image.
        noise: the variance that is in the mean of an image and is neither the image's nor the seed's.
    """

    images: np.ndarray
    seeds: Part
    noise: float
    pooled: bool = False


class TestedRows:
    """Rows on the same test images, of which sums can be made.

    Args:
        rows: all of a board: they know together how much another seed changes an accuracy.
        images: how many.
    """

    __test__ = False  # for pytest, to which the name looks like a test

    def __init__(self, rows: Sequence[Bits], images: int) -> None:
        self._rows, self._images = rows, images
        self._pool = seed_variance.Pool(mean_squares.layout(mean_squares.read(rows, images), len(rows)), images)
        self._each, self._luck = self._pool.rows(), self._pool.luck()

    def sums(self, pairs: Sequence[tuple[int, int]], weights: np.ndarray) -> list[Estimate]:
        """Returns sums of differences a - b.

        Pairs whose rows all have the same seeds, two or more, are summed up seed by seed before anything is said of
        their variance. Rows of a pair whose seeds differ are taken for independent.

        Args:
            pairs: the places of both rows.
            weights: how much each pair counts in each sum, (sums, pairs).
        """
        blocks: list[list[_Block]] = [[] for _ in weights]
        for seeds, numbers in self._together(pairs).items():
            some, counts = [pairs[number] for number in numbers], weights[:, numbers]
            made = self._paired(some, counts, seeds) if seeds else self._apart(some, counts)
            for found, more in zip(blocks, made, strict=True):
                found += more
        return [self._estimate(found, np.abs(each).max()) for found, each in zip(blocks, weights, strict=True)]

    def _together(self, pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, ...], list[int]]:
        """Returns the numbers of the pairs by the seeds that both rows have; those that do not under none."""
        found: dict[tuple[int, ...], list[int]] = {}
        for number, (a, b) in enumerate(pairs):
            one, other = self._rows[a], self._rows[b]
            seeds = tuple(sorted(one)) if len(one) > 1 and one.keys() == other.keys() else ()
            found.setdefault(seeds, []).append(number)
        return found

    def _paired(
        self, pairs: Sequence[tuple[int, int]], weights: np.ndarray, seeds: Sequence[int]
    ) -> list[list[_Block]]:
        """Returns a block for each sum: two-way layouts without replication, (seeds, images)."""
        found = self._differences(pairs, seeds)
        sums = (weights @ found.reshape(len(pairs), -1)).reshape(len(weights), *found.shape[1:])
        of_seeds, of_images = sums.mean(axis=2), sums.mean(axis=1)
        sums -= of_seeds[:, :, None] + of_images[:, None] - sums.mean(axis=(1, 2), keepdims=True)
        noise = (sums**2).sum(axis=(1, 2)) / ((len(seeds) - 1) * max(self._images - 1, 1)) / len(seeds)
        counted = np.zeros((len(weights), len(self._rows)))
        for (a, b), column in zip(pairs, weights.T, strict=True):
            counted[:, a] += column
            counted[:, b] -= column
        known = self._pool.sums(counted, of_seeds.var(axis=1, ddof=1), len(seeds) - 1)
        parts = zip(known.variance / len(seeds), known.degrees, strict=True)
        return [[_Block(*block)] for block in zip(of_images, parts, noise, strict=True)]

    def _apart(self, pairs: Sequence[tuple[int, int]], weights: np.ndarray) -> list[list[_Block]]:
        """Returns a block for each row of each sum."""
        signed = [(row, sign * column) for pair, column in zip(pairs, weights.T, strict=True)
                  for row, sign in zip(pair, (1, -1), strict=True)]  # fmt: skip
        return [[self._alone(row, column[number]) for row, column in signed] for number in range(len(weights))]

    def _alone(self, row: int, weight: float) -> _Block:
        runs = self._rows[row]
        mean = np.mean([self._right(bits) for bits in runs.values()], axis=0)
        part = weight**2 * float(self._each.variance[row]) / len(runs), float(self._each.degrees[row])
        return _Block(weight * mean, part, weight**2 * float(self._luck[row]), pooled=len(runs) < 2)

    def _estimate(self, blocks: Sequence[_Block], largest: float) -> Estimate:
        of_images = np.sum([block.images for block in blocks], axis=0)
        noise = sum(block.noise for block in blocks)
        varied = float(of_images.var(ddof=1)) if self._images > 1 else math.nan
        return Estimate(
            difference=float(of_images.mean()),
            seeds=[block.seeds for block in blocks],
            images=max(varied - noise, 0) / self._images + (largest / self._images) ** 2,
            pooled=any(block.pooled for block in blocks),
        )

    def _differences(self, pairs: Sequence[tuple[int, int]], seeds: Sequence[int]) -> np.ndarray:
        """Returns a - b of each pair, (pairs, seeds, images)."""
        found = np.empty((len(pairs), len(seeds), self._images))
        for line, (a, b) in zip(found, pairs, strict=True):
            for place, seed in enumerate(seeds):
                line[place] = self._right(self._rows[a][seed])
                line[place] -= self._right(self._rows[b][seed])
        return found

    def _right(self, bits: bytes) -> np.ndarray:
        return np.unpackbits(np.frombuffer(bits, np.uint8), count=self._images)
