"""A confusion matrix as a page shows it: its cells with their shades, and the most frequent errors."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from zoo.site.content import ConfusionMatrix

SHADES = 8
"""How many shades there are, as the style sheet has them."""

NAMED = 10
"""How many kinds of errors are named."""


@dataclass(frozen=True)
class Cell:
    """How many images of a class were taken for one class, and the shade of their share of the class."""

    count: int
    shade: int
    correct: bool


@dataclass(frozen=True)
class Confusion:
    """Images of the class `true` that were taken for another."""

    true: str
    taken_for: str
    count: int
    share: float


def shade(share: float) -> int:
    """Returns the shade of a share of a class: 0 of none, `SHADES` of all. The root makes a single confusion among many
    images visible."""
    return math.ceil(SHADES * math.sqrt(share))


def rows(matrix: ConfusionMatrix) -> Iterator[tuple[str, list[Cell]]]:
    """Yields the name of each true class, and its cells."""
    for true, (name, counts) in enumerate(zip(matrix.classes, matrix.counts, strict=True)):
        images = max(sum(counts), 1)
        yield name, [Cell(count, shade(count / images), true == taken) for taken, count in enumerate(counts)]


def frequent(matrix: ConfusionMatrix) -> list[Confusion]:
    """Returns the most frequent errors, most frequent first."""
    names = matrix.classes
    wrong = [
        Confusion(names[true], names[taken], count, count / sum(counts))
        for true, counts in enumerate(matrix.counts)
        for taken, count in enumerate(counts)
        if count and true != taken
    ]
    return sorted(wrong, key=lambda error: -error.count)[:NAMED]
