"""Simulated boards on which nothing adds anything: how often `--effects` says otherwise.

    python -m benchmarks.effects [BOARDS]

An image is right where its difficulty and chance are below a threshold: difficulty is common to all rows, and each row
has images of its own that it finds hard. Seeds move all images of a row. Claims are to be wrong on 5% of the boards;
the bar is 7%, as that of the leaderboard's intervals, within what chance does to so many boards.
"""

from __future__ import annotations

import sys

import numpy as np
import tabulate

from benchmarks import common
from zoo.ranking.rows import Row
from zoo.ranking.views import effects
from zoo.ranking.views.levels import Tested

CELLS = ((2, 3), (4, 2), (4, 3), (8, 3), (4, 5), (8, 10))
"""Combinations, and seeds."""

IMAGES = 500
WORST = 0.07


def board(
    combinations: int, seeds: int, rng: np.random.Generator, images: int = IMAGES
) -> tuple[list[effects.Crossed], list[Tested]]:
    """Returns pairs of rows in which the one adds nothing to the other, and as many rows with something else."""
    difficulty = rng.normal(0, 1, images)

    def tested(number: int, augmenter: str) -> Tested:
        own = difficulty + rng.normal(0, 0.3, images)
        moved = {seed: own + rng.normal(0, 0.15) + rng.normal(0, 0.7, images) for seed in range(seeds)}
        row = Row(group_id="", dataset="", model=f"m:n={number}", augmenter=augmenter, recipe="")
        return Tested(row, "", images, {seed: np.packbits(each < 0.7).tobytes() for seed, each in moved.items()})

    pairs = [(tested(number, "added"), tested(number, "none")) for number in range(combinations)]
    return pairs, [tested(number, "other") for number in range(combinations)]


def measure(combinations: int, seeds: int, count: int) -> tuple[float, float]:
    """Returns how often the mean's interval misses 0, and how often a combination has a line."""
    missed = lines = 0
    for number in range(count):
        pairs, others = board(combinations, seeds, np.random.default_rng([combinations, seeds, number]))
        found = effects.Boards([*(each for pair in pairs for each in pair), *others]).of(pairs)
        mean = found.sums(np.full((1, combinations), 1 / combinations))
        missed += bool(abs(mean.difference[0]) > mean.half_width()[0])
        lines += bool(effects.unlike(found, combinations))
    return missed / count, lines / count


def allowed(boards: int) -> float:
    """Returns the share that is within the bar for so many boards: its 97.5% quantile."""
    from scipy.stats import binom

    return float(binom.ppf(0.975, boards, WORST)) / boards


def main(boards: int = 1000) -> int:
    """Prints the table, and returns 1 where the bar is missed."""
    found = [(*cell, *measure(*cell, boards)) for cell in CELLS]
    headers = ["combinations", "seeds", "mean's interval misses", "boards with a line"]
    rows = [(c, s, f"{missed:.1%}", f"{lines:.1%}") for c, s, missed, lines in found]
    print(f"{common.machine()}\n{boards} boards each of {IMAGES} images\n\n{tabulate.tabulate(rows, headers)}")
    return int(max(max(missed, lines) for *_, missed, lines in found) > allowed(boards))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
