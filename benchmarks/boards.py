"""Simulated boards whose truth is known: how often intervals cover it, orders are claimed wrongly, and ranks are right.

A run is right about an image where difficulty + model x image + row + seed exceeds a normal deviate of its own: so
the truth, a row's accuracy over new seeds and new images, is exact. `python -m benchmarks.boards BOARDS`, for each cell
of the table; with `--alone` no row borrows from others (`zoo.ranking.inference.seed_variance`), to see what that
gives.
"""

from __future__ import annotations

import os
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from unittest import mock

import numpy as np
import tabulate
from scipy.special import ndtr, ndtri

from benchmarks import common
from zoo.ranking.inference import seed_variance
from zoo.ranking.inference.comparison import compare

TITLE = "Simulated boards: are the leaderboard's intervals and ranks right?"
BOARDS = 2000
IMAGES = (360, 2_000, 10_000)
ROWS = (2, 5, 20)
COVERAGE, FALSE, RANKS = (93.0, 98.5), 5.0, 95.0
HEADERS = ["images", "seeds", "rows", "intervals cover", "of accuracies", "false order", "ranks right", "orders found"]
STEP = 1 / 512
"""Of the scale of deviates: a probability is looked up, which takes a third of the time of drawing a deviate."""
TABLE = (ndtr(np.arange(-24, 24, STEP)) * 65_536).round().clip(0, 65_535).astype(np.uint16)


@dataclass(frozen=True, kw_only=True)
class Nature:
    """How rows, seeds and images differ on one board, in units of a run's own luck with an image.

    Args:
        level: the accuracy that rows are near.
        truth: `tied` all equal, `groups` of ties, `apart`, or `wide`: from 0.4 to 0.99.
        seed: standard deviation of a seed's effect on a row; `uneven`: that of its logarithm, from row to row.
        shared: of a seed's effect on all rows, in units of `seed`.
        outlier: one row's seeds vary five times as much as any other's, by 0.5 at least.
    """

    level: float
    truth: str
    seed: float
    uneven: float
    shared: float
    outlier: bool
    difficulty: float
    interaction: float

    @classmethod
    def draw(cls, rng: np.random.Generator) -> Nature:
        """Returns one of all there are, each as likely; an outlier on every tenth board."""
        return cls(
            level=rng.choice([0.6, 0.8, 0.95, 0.985]),
            truth=str(rng.choice(["tied", "groups", "apart", "wide"])),
            seed=rng.choice([0.0, 0.03, 0.1, 0.3]),
            uneven=rng.choice([0.0, 0.5]),
            shared=rng.choice([0.0, 0.5]),
            outlier=bool(rng.random() < 0.1),
            difficulty=rng.choice([1.0, 2.0]),
            interaction=rng.choice([0.3, 1.0]),
        )

    def accuracies(self, rng: np.random.Generator, rows: int) -> np.ndarray:
        """Returns the true accuracy of each row, (rows,)."""
        if self.truth == "wide":
            return rng.uniform(0.4, 0.99, rows)
        spread = 0 if self.truth == "tied" else rng.choice([0.03, 0.1, 0.3])
        found = self.level + (1 - self.level) * spread * rng.uniform(-1, 1, rows)
        return found[rng.integers(0, (rows + 1) // 2, rows)] if self.truth == "groups" else found

    def seed_effects(self, rng: np.random.Generator, rows: int) -> np.ndarray:
        """Returns the standard deviation of a seed's effect on each row, (rows,)."""
        found = self.seed * np.exp(self.uneven * rng.normal(size=rows))
        if self.outlier:
            found[rng.integers(rows)] = max(0.5, 5 * found.max())
        return found


def board(
    rng: np.random.Generator, nature: Nature, seeds: Sequence[Sequence[int]], images: int
) -> tuple[list[dict[int, bytes]], np.ndarray]:
    """Returns which images the runs of each row get right, as `compare` takes them, and the rows' true accuracies.

    Args:
        seeds: of each row.
    """
    truth, own = nature.accuracies(rng, len(seeds)), nature.seed_effects(rng, len(seeds))
    shared = nature.shared * nature.seed
    scale = np.sqrt(1 + nature.difficulty**2 + nature.interaction**2 + own**2 + shared**2)
    of_seed = {seed: shared * rng.normal() for seed in sorted({seed for row in seeds for seed in row})}
    difficulty = nature.difficulty * rng.standard_normal(images, np.float32)
    rows = []
    for row, center, effect in zip(seeds, ndtri(truth) * scale, own, strict=True):
        ease = difficulty + nature.interaction * rng.standard_normal(images, np.float32) + np.float32(center)
        place = (ease / STEP + len(TABLE) / 2).round().astype(np.int32)
        rows.append({seed: _run(rng, place, of_seed[seed] + effect * rng.normal()) for seed in row})
    return rows, truth


def _run(rng: np.random.Generator, place: np.ndarray, effect: float) -> bytes:
    chance = np.take(TABLE, place + round(effect / STEP), mode="clip")
    luck = rng.bit_generator.random_raw((len(place) + 3) // 4).view(np.uint16)[: len(place)]
    return np.packbits(luck < chance).tobytes()


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What a board's comparison says, held against the truth: shares from 0 to 1, or whether.

    Args:
        covered: of intervals of differences; `own`: of accuracies.
        false: whether any order is claimed that does not hold.
        ranks: whether every row's set has all ranks that are truly its own: several, where rows are tied.
        found: of orders that hold, how many are claimed; None where none holds.
    """

    nature: Nature
    covered: float
    own: float
    false: bool
    ranks: bool
    found: float | None


def judge(rng: np.random.Generator, seeds: Sequence[Sequence[int]], images: int) -> Judged:
    """Returns how one board of a nature drawn at random came out."""
    nature = Nature.draw(rng)
    rows, truth = board(rng, nature, seeds, images)
    result = compare(rows, images)
    ahead = np.subtract.outer(truth, truth)
    pairs = np.triu_indices(len(rows), 1)
    mean = np.array([np.mean([_accuracy(bits, images) for bits in row.values()]) for row in rows])
    claimed = _claimed(result.p, result.difference, 0.05)
    best, worst = 1 + (ahead < 0).sum(1), len(rows) - (ahead > 0).sum(1)
    ranks = all(low <= a and b <= high for (low, high), a, b in zip(result.ranks, best, worst, strict=True))
    return Judged(
        nature=nature,
        covered=float((np.abs(result.difference - ahead) <= result.half_width)[pairs].mean()),
        own=float((np.abs(mean - truth) <= result.half_widths).mean()),
        false=bool((claimed & (ahead <= 0)).any()),
        ranks=ranks,
        found=float(claimed[ahead > 0].mean()) if (ahead > 0).any() else None,
    )


def _accuracy(bits: bytes, images: int) -> float:
    return int(np.bitwise_count(np.frombuffer(bits, np.uint8)).sum()) / images


def _claimed(p: np.ndarray, difference: np.ndarray, level: float) -> np.ndarray:
    """Returns where a is said to be better than b: Holm's procedure by its adjusted p."""
    pairs = np.triu_indices(len(p), 1)
    order = np.argsort(p[pairs])
    adjusted = np.empty(len(order))
    adjusted[order] = np.maximum.accumulate(p[pairs][order] * np.arange(len(order), 0, -1))
    found = np.zeros(p.shape, dtype=bool)
    found[pairs] = adjusted <= level
    return (found | found.T) & (difference > 0)


def plans(rows: int) -> dict[str, list[list[int]]]:
    """Returns the seeds of each row, by what a table calls them."""
    same = {str(count): [list(range(count))] * rows for count in (2, 3, 5, 10)}
    mixed = [list(range(1 if row % 2 else 3)) for row in range(rows)]
    apart = [list(range(3 * row, 3 * row + 3)) for row in range(rows)]
    return {"3 and 1": mixed, **same, "3, none shared": apart}


def boards(images: int, seeds: str, rows: int) -> Iterator[Judged]:
    """Yields how board after board of a cell came out, without end; the same ones each time."""
    rng = np.random.Generator(np.random.SFC64([zlib.crc32(seeds.encode()), images, rows]))
    while True:
        yield judge(rng, plans(rows)[seeds], images)


def figures(judged: Sequence[Judged]) -> list[float]:
    """Returns the percentages of a cell, in the order of `HEADERS`."""
    found = [one.found for one in judged if one.found is not None]
    kinds = ([one.covered for one in judged], [one.own for one in judged], [one.false for one in judged])
    return [100 * float(np.mean(kind or [np.nan])) for kind in (*kinds, [one.ranks for one in judged], found)]


def missed(judged: Sequence[Judged]) -> bool:
    """Whether a cell misses a bar."""
    covered, _, false, ranks, _ = figures(judged)
    return not (COVERAGE[0] <= covered <= COVERAGE[1] and false <= FALSE and ranks >= RANKS)


def by_nature(judged: Sequence[Judged]) -> Iterator[list[str]]:
    """Yields a line per effect of the seeds: how boards of all cells came out."""
    groups = defaultdict(list)
    for one in judged:
        groups[one.nature.seed, one.nature.uneven, one.nature.outlier].append(one)
    for (seed, uneven, outlier), ones in sorted(groups.items()):
        yield [f"{seed:g}", f"{uneven:g}", "yes" if outlier else "", *(f"{value:.1f}" for value in figures(ones))]


def main(arguments: Sequence[str]) -> int:
    """Prints the tables. Returns the exit status: 1 where a cell missed a bar."""
    if "--alone" in arguments:
        with mock.patch.object(seed_variance, "_alike", lambda _, degrees: degrees < 0):  # nobody lends
            return main([one for one in arguments if one != "--alone"])
    if not arguments and os.environ.get("BENCH") != "full":
        return common.skip(TITLE, "it takes a quarter of an hour; BENCH=full, or a number of boards, runs it")
    count = int(arguments[0]) if arguments else BOARDS
    lines, everything, misses = [], [], 0
    for images, seeds, rows in product(IMAGES, plans(2), ROWS):
        judged = list(islice(boards(images, seeds, rows), count))
        everything += judged
        misses += missed(judged)
        shown = [*(f"{value:.1f}" for value in figures(judged)), "MISSED" if missed(judged) else "met"]
        lines.append([f"{images:,}", seeds, str(rows), *shown])
        print(*lines[-1], sep=" | ", flush=True)
    print(f"\n{TITLE}\n\n{count:,} boards in each cell, percent\n\n{_table(lines, [*HEADERS, 'verdict'])}")
    headers = ["seed effect", "uneven", "outlier", *HEADERS[3:]]
    print(f"\nAll cells, by nature\n\n{_table(list(by_nature(everything)), headers)}")
    return int(misses > 0)


def _table(lines: Sequence[Sequence[str]], headers: Sequence[str]) -> str:
    return tabulate.tabulate(lines, headers, tablefmt="github", disable_numparse=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
