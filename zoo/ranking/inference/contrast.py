"""Sums of differences between rows, as the mean of what an augmenter adds in several combinations; with an interval.

For two rows it says what `zoo.ranking.inference.comparison` says. NumPy is imported with this file: import it
only where rows are compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zoo.ranking.inference import mean_squares, seed_variance
from zoo.ranking.inference.crossed import Variance

ZERO = 1e-12
"""A difference that rounding makes of none."""

Bits = Mapping[int, bytes]
"""By seed, which test images a row's run gets right: a bit each, packed by `np.packbits`."""

Part = tuple[np.ndarray, np.ndarray]
"""Variances, and their degrees of freedom."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Estimates:
    """Sums of differences, as fractions of 1, (sums,) each.

    Args:
        seeds: the variance of seeds in parts.
        images: the variance of test images.
        pooled: whether a row of one seed is in it, whose variance from seed to seed is that of others.
    """

    difference: np.ndarray
    seeds: Sequence[Part]
    images: np.ndarray
    pooled: np.ndarray

    def half_width(self, level: float = 0.05) -> np.ndarray:
        """Returns half the width of the intervals; NaN where nothing is known of other seeds."""
        return self._variance.half_width(level)

    def p(self, level: float = 0.05) -> np.ndarray:
        """Returns the two-sided p; 1 where nothing is known of other seeds."""
        found = np.ones(self.difference.shape)
        claims = np.nonzero(np.isfinite(self.half_width(level)) & (np.abs(self.difference) > ZERO))
        found[claims] = self._variance.at(claims).p(self.difference[claims], level)
        return found

    @property
    def _variance(self) -> Variance:
        return Variance(seeds=[(part, np.maximum(degrees, 1)) for part, degrees in self.seeds], images=self.images)


def total(parts: Sequence[Estimates]) -> Estimates:
    """Returns the sums of estimates on different test images."""
    return Estimates(
        difference=np.sum([each.difference for each in parts], axis=0),
        seeds=[part for each in parts for part in each.seeds],
        images=np.sum([each.images for each in parts], axis=0),
        pooled=np.any([each.pooled for each in parts], axis=0),
    )


class TestedRows:
    """Rows on the same test images, of which sums can be made.

    Args:
        rows: all of a board: they know together how much another seed changes an accuracy.
        images: how many.
    """

    __test__ = False  # for pytest, to which the name looks like a test

    def __init__(self, rows: Sequence[Bits], images: int) -> None:
        self.rows, self.images = rows, images
        self.pool = seed_variance.Pool(mean_squares.layout(mean_squares.read(rows, images), len(rows)), images)
        self.each, self.luck = self.pool.rows(), self.pool.luck()

    def right(self, row: int) -> np.ndarray:
        """Returns what a row gets right, (seeds, images), seeds ascending."""
        packed = [np.frombuffer(bits, np.uint8) for _, bits in sorted(self.rows[row].items())]
        return np.unpackbits(np.array(packed), axis=1, count=self.images)


class Pairs:
    """Pairs of rows, of whose differences any sum can be made: all that is needed of images are products of pairs.

    Pairs whose rows all have the same seeds, two or more, are summed up seed by seed before anything is said of their
    variance. Rows of a pair whose seeds differ are taken for independent.

    Args:
        pairs: the places of both rows.
    """

    def __init__(self, tested: TestedRows, pairs: Sequence[tuple[int, int]]) -> None:
        self._tested, self._pairs = tested, pairs
        self._means = np.empty((len(pairs), tested.images))
        self._together: dict[tuple[int, ...], list[int]] = {}
        for number, (a, b) in enumerate(pairs):
            one, other = tested.rows[a], tested.rows[b]
            seeds = tuple(sorted(one)) if len(one) > 1 and one.keys() == other.keys() else ()
            self._together.setdefault(seeds, []).append(number)
            self._means[number] = tested.right(a).mean(axis=0) - tested.right(b).mean(axis=0)
        self._products = self._means @ self._means.T
        self._of_seeds, self._squares = {}, {}
        for seeds, numbers in self._together.items():
            if seeds:
                found = np.array([self._difference(number) for number in numbers])
                flat = found.reshape(len(numbers), -1)
                self._of_seeds[seeds] = found.mean(axis=2, dtype=np.float64)
                self._squares[seeds] = (flat @ flat.T).astype(np.float64)

    def sums(self, weights: np.ndarray) -> Estimates:
        """Returns sums of differences a - b; `weights`: how much each pair counts in each sum, (sums, pairs)."""
        count = self._tested.images
        parts, pooled, noise = list[Part](), np.zeros(len(weights), dtype=bool), np.zeros(len(weights))
        for seeds, numbers in self._together.items():
            for part, more, borrowed in self._parts(seeds, numbers, weights):
                parts.append(part)
                noise += more
                pooled |= borrowed
        difference = weights @ self._means.mean(axis=1)
        squares = _forms(weights, self._products) - count * difference**2
        varied = np.maximum(squares, 0) / (count - 1) if count > 1 else np.full(len(weights), np.nan)
        images = np.maximum(varied - noise, 0) / count + (np.abs(weights).max(axis=1) / count) ** 2
        return Estimates(difference=difference, seeds=parts, images=images, pooled=pooled)

    def _parts(
        self, seeds: tuple[int, ...], numbers: Sequence[int], weights: np.ndarray
    ) -> Iterator[tuple[Part, np.ndarray, np.ndarray]]:
        """Yields the parts of the variance of seeds, the variance of an image's mean that is neither its own nor a
        seed's, and whether others' seeds alone are behind it."""
        if seeds:
            yield self._paired(seeds, numbers, weights[:, numbers])
            return
        for number in numbers:
            for row in self._pairs[number]:
                yield self._alone(row, weights[:, number])

    def _paired(
        self, seeds: tuple[int, ...], numbers: Sequence[int], weights: np.ndarray
    ) -> tuple[Part, np.ndarray, np.ndarray]:
        """Returns it of a two-way layout without replication, (seeds, images)."""
        images, count = self._tested.images, len(seeds)
        of_seeds = weights @ self._of_seeds[seeds]
        mean, by_image = of_seeds.mean(axis=1), _forms(weights, self._products[np.ix_(numbers, numbers)])
        rest = _forms(weights, self._squares[seeds]) - images * (of_seeds**2).sum(axis=1) - count * by_image
        rest = np.maximum(rest + count * images * mean**2, 0)
        counted = np.zeros((len(weights), len(self._tested.rows)))
        for number, column in zip(numbers, weights.T, strict=True):
            a, b = self._pairs[number]
            counted[:, a] += column
            counted[:, b] -= column
        known = self._tested.pool.sums(counted, of_seeds.var(axis=1, ddof=1), count - 1)
        noise = rest / ((count - 1) * max(images - 1, 1)) / count
        used = weights.any(axis=1)
        part = np.where(used, known.variance / count, 0), np.broadcast_to(known.degrees, used.shape)
        return part, noise, np.zeros(len(weights), dtype=bool)

    def _alone(self, row: int, weights: np.ndarray) -> tuple[Part, np.ndarray, np.ndarray]:
        tested, runs, used = self._tested, len(self._tested.rows[row]), weights != 0
        part = np.where(used, weights**2 * tested.each.variance[row] / runs, 0)
        degrees = np.full(len(weights), tested.each.degrees[row])
        return (part, degrees), weights**2 * tested.luck[row], used & (runs < 2)

    def _difference(self, number: int) -> np.ndarray:
        """Returns a - b, (seeds, images): float32, in which products of 0 and 1 add up exactly."""
        a, b = (self._tested.right(row).astype(np.float32) for row in self._pairs[number])
        return a - b


def _forms(weights: np.ndarray, products: np.ndarray) -> np.ndarray:
    """Returns the quadratic forms w P w' of each line w."""
    return np.einsum("ij,ij->i", weights @ products, weights)
