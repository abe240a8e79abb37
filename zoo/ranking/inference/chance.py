"""How far two trainings of one experiment may be apart by chance, as others that were tested on their images show."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoo.store import RunRecord, Store


def half_width(one: RunRecord, other: RunRecord, store: Store) -> float | None:
    """Returns half of the 95% interval of the difference of their accuracies, if they differed in nothing but the seed.

    How much a seed matters is taken from all that was trained with several seeds and tested on the same images. None
    where there is nothing such, and where it is not kept which images the two got right.
    """
    pair = store.correct([one.name, other.name])
    if len(pair) < 2 or pair[one.name].test_set != pair[other.name].test_set:
        return None
    from zoo.ranking.inference.comparison import compare

    tested, images = pair[one.name].test_set, pair[one.name].images
    alike = [{one.seed: pair[run.name].bits} for run in (one, other)]
    found = compare([*alike, *_several(one, store, tested)], images).half_width[0, 1]
    return None if math.isnan(found) else float(found)


def _several(run: RunRecord, store: Store, test_set: str) -> list[dict[int, bytes]]:
    """Returns what was trained with several seeds and tested on a test set: by seed, which images are right."""
    rows: dict[tuple[object, ...], dict[int, str]] = {}
    for each in (each for group in store.finished() for each in group):
        if each.dataset == run.dataset and each.test_accuracy is not None:
            made = each.group_id, each.code, each.data, each.protocol
            rows.setdefault(made, {}).setdefault(each.seed, each.name)  # the newest of a seed comes first
    names = [name for row in rows.values() if len(row) > 1 for name in row.values()]
    kept = {name: each.bits for name, each in store.correct(names).items() if each.test_set == test_set}
    found = [{seed: kept[name] for seed, name in row.items() if name in kept} for row in rows.values()]
    return [row for row in found if len(row) > 1]
