"""Rows of one dataset that may be compared, and how: by what their runs got right of the same test images."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from zoo.ranking.rows import Summary

if TYPE_CHECKING:
    from zoo.ranking.inference.comparison import Comparison
    from zoo.store.predictions import Correct

    Read = Callable[[Iterable[str]], Mapping[str, Correct]]

Line = TypeVar("Line", bound=Summary)

MOST = 200
"""How many rows of a dataset are compared, the best ones: their pairs grow with the square."""

GONE, OTHER, BEYOND = "no predictions", "other test images", "not compared"
"""Why a row is not compared."""


class Compared(NamedTuple, Generic[Line]):
    """Rows of one dataset, each with predictions for the same test images.

    Args:
        rows: best first, in the order of the comparison's arrays.
        seeds: of each row, those whose predictions are kept, ascending.
        comparison: None where no row is left.
        images: how many test images there are.
        left_out: why each other row is not compared, by its runs' names.
    """

    rows: tuple[Line, ...] = ()
    seeds: tuple[tuple[int, ...], ...] = ()
    comparison: Comparison | None = None
    images: int = 0
    left_out: Mapping[tuple[str, ...], str] = {}


def compared(rows: Sequence[Line], correct: Read, *, most: int = MOST) -> Compared[Line]:
    """Compares rows of one dataset.

    Where their test images differ, those are compared that most rows were tested on.

    Args:
        rows: current ones, trained on as many images, best first; those without an accuracy are left out.
        correct: gives what runs got right, by their names: `Store.correct`.
        most: how many rows are compared.
    """
    known = [row for row in rows if row.accuracy is not None]
    kept = correct([name for row in known[:most] for name in runs(row).values()])
    found = {row.names: {seed: kept[name] for seed, name in runs(row).items() if name in kept} for row in known[:most]}
    sets = Counter(each for by_seed in found.values() for each in sorted({c.test_set for c in by_seed.values()}))
    wanted = max(sets, key=lambda test_set: sets[test_set], default="")
    bits = {names: {s: c for s, c in by_seed.items() if c.test_set == wanted} for names, by_seed in found.items()}
    left_out = {names: OTHER if found[names] else GONE for names, by_seed in bits.items() if not by_seed}
    left_out |= {row.names: BEYOND for row in known[most:]}
    return _made([row for row in known if row.names not in left_out], bits, left_out)


def _made(
    rows: Sequence[Line], correct: Mapping[tuple[str, ...], Mapping[int, Correct]], left_out: dict[tuple[str, ...], str]
) -> Compared[Line]:
    if not rows:
        return Compared(left_out=left_out)
    from zoo.ranking.inference.comparison import compare

    by_row = [correct[row.names] for row in rows]
    images = next(iter(by_row[0].values())).images
    comparison = compare([{seed: each.bits for seed, each in by_seed.items()} for by_seed in by_row], images)
    return Compared(tuple(rows), tuple(tuple(sorted(each)) for each in by_row), comparison, images, left_out)


def runs(row: Summary) -> dict[int, str]:
    """Returns the names of the runs that have a result, by their seed."""
    return dict(zip(row.seeds, row.names, strict=False))  # the names of the others come after them
