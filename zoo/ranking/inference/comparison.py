"""Rows compared pair by pair on the same test images: differences, intervals, p, and ranks that chance could not swap.

An interval is for new seeds and new test images alike. What is compared, and how often it is right, is in
docs/explanation/statistics.md. NumPy is imported with this file: import it only where rows are compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zoo.ranking.inference import mean_squares, ranks, seed_variance
from zoo.ranking.inference.crossed import Variance
from zoo.ranking.inference.mean_squares import Layout
from zoo.ranking.inference.seed_variance import SeedVariance

MOST_SEEDS = 1000
"""More than this are not said to separate two rows."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Comparison:
    """What is known of R rows, and of each two of them: a is the first index, b the second.

    Args:
        level: how often an interval may miss, and how often a board may claim any order wrongly.
        difference: accuracy of a minus accuracy of b, means over the seeds of each, from -1 to 1, (R, R).
        half_width: of its interval, (R, R). NaN where nothing is claimed: no row has several seeds, or one image.
        p: two-sided, (R, R): below `level` where, and only where, the interval excludes 0; 1 where nothing is claimed.
        pooled: whether a row of one seed is in it, whose variance from seed to seed is that of others, (R, R); on the
            diagonal: for `half_widths`.
        ranks: lowest and highest rank that each row may have, 1 for the best; all of them are right at once.
        half_widths: of the interval of each row's own accuracy, seeds and images both, (R,); NaN where not known.
        runs: seeds of each row, (R,).
        seeds, images: the two parts of a difference's variance, of one seed of each row and of all images, (R, R).
        borrowed: of the first part, degrees of freedom that are other rows', (R, R).
    """

    level: float
    difference: np.ndarray
    half_width: np.ndarray
    p: np.ndarray
    pooled: np.ndarray
    ranks: list[tuple[int, int]]
    half_widths: np.ndarray
    runs: np.ndarray
    seeds: np.ndarray
    images: np.ndarray
    borrowed: np.ndarray

    def more_seeds(self, a: int, b: int, *, alone: bool = False) -> int | None:
        """Returns how many more seeds of each of the two would prove their order, at the variance seen.

        It is asked at the level that Holm's procedure has for the pair; `alone` asks as if of these two only. 0 where
        the order is proven; None where no number would prove it, as the test images are too few, and where nothing is
        known.
        """
        pairs = self.p[np.triu_indices(len(self.p), 1)]
        apart = ranks.better(self.p, self.difference, self.level)[[a, b], [b, a]].any()
        if self.p[a, b] < self.level if alone else apart:
            return 0
        level = self.level if alone else self.level / (len(pairs) - int(ranks.holm(pairs, self.level).sum()))
        more = np.arange(1, MOST_SEEDS)
        then = min(self.runs[a], self.runs[b]) + more
        parts = [(self.seeds[a, b] / then, self.borrowed[a, b] + then - 1)]
        half = Variance(seeds=parts, images=self.images[a, b]).half_width(level)
        enough = more[half < abs(self.difference[a, b])]
        return int(enough[0]) if len(enough) else None


def compare(rows: Sequence[Mapping[int, bytes]], images: int, *, level: float = 0.05) -> Comparison:
    """Compares rows that were tested on the same images.

    Args:
        rows: of each row, by seed, which images its run gets right: a bit each, packed by `np.packbits`.
        images: how many.
        level: how often an interval may miss.

    Raises:
        ValueError: a row without a run, or bytes that are too many or too few for the images.
    """
    found = mean_squares.layout(mean_squares.read(rows, images), len(rows))
    pool = seed_variance.Pool(found, images)
    each, pairs = pool.rows(), pool.pairs()
    variance = _variance(found, each, pairs, pool.luck(), images)
    difference = np.subtract.outer(found.mean, found.mean)
    half = _mirrored(variance.half_width(level))
    p = np.ones_like(half)
    claims = np.nonzero(np.triu(np.isfinite(half) & (difference != 0)))
    p[claims] = variance.at(claims).p(difference[claims], level)
    p = _mirrored(p)
    one = found.runs < 2
    return Comparison(
        level=level,
        difference=difference,
        half_width=np.where(np.eye(len(half), dtype=bool), 0.0, half),
        p=p,
        pooled=one | one[:, None],
        ranks=ranks.rank_sets(p, difference, level),
        half_widths=half.diagonal().copy(),
        runs=found.runs.astype(np.int64),
        seeds=np.where(found.paired, pairs.variance, np.add.outer(each.variance, each.variance)),
        borrowed=np.where(found.paired, pairs.borrowed, np.minimum.outer(each.borrowed, each.borrowed)),
        images=variance.images,
    )


def _variance(found: Layout, each: SeedVariance, pairs: SeedVariance, luck: np.ndarray, images: int) -> Variance:
    """Returns the variance of each two rows' difference, and on the diagonal that of each row's own accuracy.

    The part of the images is never less than that of one image more, right here and wrong there: nothing that 300
    images agree about is known for certain (Agresti and Min 2005 add as much to each count).
    """
    itself, shape = np.eye(len(luck), dtype=bool), found.paired.shape
    first = np.where(found.paired, pairs.variance, each.variance[:, None]) / found.runs[:, None]
    second = np.where(found.paired | itself, 0.0, each.variance / found.runs)
    of_first = np.where(found.paired, pairs.degrees, each.degrees[:, None])
    unpaired = np.where(itself, luck, np.add.outer(luck, luck))
    pure = np.maximum(found.by_image - np.where(found.paired, found.residual, unpaired), 0) / images
    parts = [(first, of_first), (second, np.broadcast_to(each.degrees, shape))]
    return Variance(seeds=parts, images=pure + 1 / images**2)


def _mirrored(square: np.ndarray) -> np.ndarray:
    """Returns a symmetric array of what is on and above the diagonal: what rounding makes of a and b, b and a have."""
    upper = np.triu(square)
    return upper + np.triu(square, 1).T
