"""How much accuracies vary from seed to seed and from image to image.

All of it comes from one table: how often each two runs are right about the same image. NumPy is imported with it.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

CHUNK = 2_048
"""Images at a time: their 0s and 1s are float32 while they are multiplied, and float32 counts exactly up to 2**24."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Runs:
    """K runs on N images.

    Args:
        rows, seeds: of each run, the number of its row and its seed, int64 (K,).
        together: how many images each two runs are both right about, float64 (K, K).
        images: N.
    """

    rows: np.ndarray
    seeds: np.ndarray
    together: np.ndarray
    images: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Layout:
    """Seeds and images as crossed effects: of each row's accuracy, on the diagonal, and of each two rows' difference.

    Two rows of the same seeds, two or more, are paired: seed s of one with seed s of the other. Elsewhere the seeds of
    one row say nothing about the other's, and only the images are shared.

    Args:
        mean: accuracies, (R,).
        runs: seeds of each row, S, (R,).
        paired: which two rows are paired, bool (R, R).
        by_seed: variance of accuracies from seed to seed, their mean square over N: of the difference where paired, of
            a row on the diagonal, else NaN, (R, R).
        by_image: variance from image to image, of the mean over seeds, (R, R).
        residual: the part of `by_image` that other seeds would change, (R, R); NaN as `by_seed`.
    """

    mean: np.ndarray
    runs: np.ndarray
    paired: np.ndarray
    by_seed: np.ndarray
    by_image: np.ndarray
    residual: np.ndarray


def read(rows: Sequence[Mapping[int, bytes]], images: int) -> Runs:
    """Returns the runs of all rows.

    Args:
        rows: by seed, one bit per test image, as `np.packbits` packs them: 1 where the run is right.

    Raises:
        ValueError: a row without a run, or bytes that are too many or too few for the images.
    """
    packed = tuple(bits for row in rows for bits in row.values())
    if images < 1 or any(len(bits) != (images + 7) // 8 for bits in packed):
        raise ValueError(f"Expected {images} images, at least one, a bit each. Received: {[*map(len, packed)]} bytes")
    if not all(rows):
        raise ValueError("Expected at least one run in each row.")
    numbers = np.array([number for number, row in enumerate(rows) for _ in row], dtype=np.int64)
    seeds = np.array([seed for row in rows for seed in row], dtype=np.int64)
    return Runs(rows=numbers, seeds=seeds, together=_together(packed, images), images=images)


@functools.lru_cache(maxsize=1)  # what compares rows and what adds up their differences ask for the same
def _together(packed: tuple[bytes, ...], images: int) -> np.ndarray:
    bits = np.frombuffer(b"".join(packed), np.uint8).reshape(len(packed), (images + 7) // 8)
    found = np.zeros((len(packed), len(packed)))
    for first in range(0, images, CHUNK):
        some = bits[:, first // 8 : (first + CHUNK) // 8]
        right = np.unpackbits(some, axis=1, count=min(CHUNK, images - first)).astype(np.float32)
        found += right @ right.T
    return found


def layout(runs: Runs, rows: int) -> Layout:
    """Returns the variances of all rows and pairs: the mean squares of two-way layouts without replication."""
    count = np.bincount(runs.rows, minlength=rows).astype(float)
    of = (runs.rows == np.arange(rows)[:, None]).astype(float)
    mean = of @ runs.together.diagonal() / count / runs.images
    images = _squares(of @ runs.together @ of.T / np.outer(count, count) / runs.images)
    accuracies, rights, shared = _over_seeds(runs, rows)
    itself = np.eye(rows, dtype=bool)
    known = (shared == count) & (shared == count[:, None]) & (count > 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        squares = (_squares(rights / count), _squares(accuracies / count), images)
        level = (np.subtract.outer(mean, mean) + np.diag(mean)) ** 2
        total, by_seed, by_image = (np.maximum(found - level, 0) for found in squares)
        to_sample = runs.images / np.float64(runs.images - 1)
        residual = np.maximum(total - by_seed - by_image, 0) * to_sample / (count - 1)
        by_seed, by_image = by_seed * count / (count - 1), by_image * to_sample
    return Layout(
        mean=mean,
        runs=count,
        paired=known & ~itself,
        by_seed=np.where(known, by_seed, np.nan),
        by_image=by_image,
        residual=np.where(known, residual, np.nan),
    )


def _squares(products: np.ndarray) -> np.ndarray:
    """Returns the mean of (a - b)**2 from means of a * b, (R, R); on the diagonal, that of a**2."""
    own = products.diagonal()
    return own + own[:, None] - 2 * products + np.diag(own)


def _over_seeds(runs: Runs, rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Returns sums over the seeds that each two rows share, (R, R).

    They are of products of accuracies, of the share of images that both are right about, and of 1.
    """
    accuracy, together = runs.together.diagonal() / runs.images, runs.together / runs.images
    accuracies, rights, shared = np.zeros((3, rows, rows))
    for seed in np.unique(runs.seeds):
        of = np.flatnonzero(runs.seeds == seed)
        block = np.ix_(runs.rows[of], runs.rows[of])
        accuracies[block] += np.outer(accuracy[of], accuracy[of])
        rights[block] += together[np.ix_(of, of)]
        shared[block] += 1
    return accuracies, rights, shared
