"""Rows that were trained in the same combinations with one thing changed: what an effect is measured on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from zoo.plugin.components import PARTS
from zoo.ranking.comparable import runs

if TYPE_CHECKING:
    from zoo.ranking.inference.contrast import Bits
    from zoo.ranking.rows import Row
    from zoo.store.predictions import Correct

Key = tuple[Any, ...]
"""All that a row was trained with but its model, its augmenter or its recipe; and the test images."""


class Tested(NamedTuple):
    """A row, and what its runs get right."""

    row: Row
    test_set: str
    images: int
    bits: Bits


def tested(row: Row, correct: Mapping[str, Correct]) -> Tested | None:
    """Returns a row with what is kept of it; None where nothing is."""
    kept = {seed: correct[name] for seed, name in runs(row).items() if name in correct}
    if not kept:
        return None
    one = next(iter(kept.values()))
    bits = {seed: each.bits for seed, each in kept.items() if each.test_set == one.test_set}
    return Tested(row, one.test_set, one.images, bits)


def levels(found: Iterable[Tested], kind: str) -> dict[str, dict[Key, Tested]]:
    """Returns, by expression, its rows by all else that they were made with; of two alike, the one with more seeds."""
    made: dict[str, dict[Key, Tested]] = {}
    for each in found:
        row, there = each.row, made.setdefault(getattr(each.row, kind), {})
        size = None if kind == "recipe" else row.batch_size  # a recipe's batch size is the recipe's
        others = (getattr(row, part) for part in PARTS if part != kind)
        key = each.test_set, *others, row.limit, row.validation, size
        if key not in there or len(each.bits) > len(there[key].bits):
            there[key] = each
    return made


def base(levels: Mapping[str, Mapping[Key, Tested]], default: str | None) -> str:
    """Returns what the others are compared with: the default, else what has most combinations in common with others; of
    equals the default with other parameters."""
    if default in levels:
        return str(default)

    def crossed(name: str) -> int:
        return sum(len(levels[name].keys() & there.keys()) for other, there in levels.items() if other != name)

    alike = str(default).partition(":")[0]
    return min(levels, key=lambda name: (-crossed(name), name.partition(":")[0] != alike, name))
