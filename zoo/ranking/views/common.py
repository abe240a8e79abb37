"""What rows of a dataset have in common: with what else each model, augmenter or recipe was trained; their costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from zoo.plugin.components import PARTS
from zoo.ranking.rows import Row
from zoo.ranking.tables.figures import known

KINDS = ("model", "augmenter", "recipe")

COSTS = {
    "parameters": "parameters",
    "time": "train_seconds",
    "flops": "flops",
    "images-per-second": "images_per_second",
}
"""What `--pareto` sets against the accuracy: by what is typed, the metric."""

Key = tuple[Any, ...]


def rest(row: Row, kind: str) -> Key:
    """Returns all that a row was trained with but its model, augmenter or recipe: two rows that have it in common
    differ in that alone. A recipe's batch size is the recipe's."""
    parts = tuple(getattr(row, part) for part in PARTS if part not in (kind, "dataset"))
    return *parts, row.limit, row.validation, None if kind == "recipe" else row.batch_size


def levels(rows: Iterable[Row], kind: str) -> dict[str, dict[Key, Row]]:
    """Returns, by model, augmenter or recipe, its rows of one dataset by their rest: those that have a result of
    today's code and data. Of two with the same rest, the one with more seeds counts."""
    found: dict[str, dict[Key, Row]] = {}
    for row in rows:
        if row.stale or known(row.accuracy) is None:
            continue
        there, key = found.setdefault(getattr(row, kind), {}), rest(row, kind)
        if key not in there or len(row.seeds) > len(there[key].seeds):
            there[key] = row
    return found


def shared(levels: Mapping[str, Iterable[Key]]) -> tuple[list[Key], list[str]]:
    """Returns what all levels have in common, and the levels that were left out so that there is something: one after
    another the one that has least in common with the others."""
    kept = {name: set(keys) for name, keys in levels.items()}
    left_out: list[str] = []
    while len(kept) > 1:
        if common := set.intersection(*kept.values()):
            return list(common), left_out
        counts = Counter(key for keys in kept.values() for key in keys)
        least = min(sorted(kept, reverse=True), key=lambda name: sum(counts[key] - 1 for key in kept[name]))
        left_out.append(least)
        del kept[least]
    return ([], list(levels)) if left_out else (list(next(iter(kept.values()), ())), [])
