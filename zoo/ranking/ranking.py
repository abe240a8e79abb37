"""What is said of the ranks of a dataset as a whole: among how many rows they are, and what would tell the first two
apart."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from zoo.ranking.comparable import BEYOND, MOST, Compared, compared, runs
from zoo.ranking.references import Reference, references
from zoo.ranking.rows import Summary

if TYPE_CHECKING:
    from zoo.ranking.comparable import Read

Line = TypeVar("Line", bound=Summary)

TRIED = 20
"""In how many runs' folders references are looked for: all of them may be gone."""


@dataclass(frozen=True, kw_only=True)
class FirstTwo:
    """The two best of the rows that are compared.

    Args:
        runs: the name of the first run of each.
        seeds: those that both have.
        known: whether anything is known of how much seeds change their difference.
        more_seeds: how many more of both would tell them apart if these vary as those did; 0 where they are apart,
            None where no number would, and where it is not known.
    """

    runs: tuple[str, str]
    seeds: tuple[int, ...] = ()
    known: bool = False
    more_seeds: int | None = None


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """The ranks of a dataset.

    Args:
        compared: how many rows they are among.
        images: how many test images these have in common.
        beyond: how many more rows there are, too many to be compared.
    """

    dataset: str
    compared: int = 0
    images: int = 0
    beyond: int = 0
    first_two: FirstTwo | None = None
    references: tuple[Reference, ...] = ()


Place = Callable[[Line], Line]
"""Returns a row with where it stands."""

Rank = Callable[[Sequence[Line]], tuple[Ranking | None, Place[Line]]]
"""Ranks rows of one dataset that are current and have a result, trained on as many images, best first."""


def unranked(_rows: Sequence[Line]) -> tuple[None, Place[Line]]:
    """Leaves rows as they are."""
    return None, lambda row: row


def exported(rankings: Iterable[Ranking]) -> Rank[Any]:
    """Returns what leaves rows where they stood when they were exported."""
    known = {ranking.dataset: ranking for ranking in rankings}
    return lambda rows: (known.get(rows[0].dataset), lambda row: row)


def by_predictions(
    correct: Read,
    folder: Callable[[str], Path],
    *,
    most: int = MOST,
    told: Callable[[Compared[Any]], object] = lambda found: None,
) -> Rank[Any]:
    """Returns what ranks rows by the predictions of their runs.

    Args:
        correct: gives what runs got right, by their names.
        folder: gives the folder of a run.
        most: how many rows of a dataset are compared.
        told: is given what each two rows of a dataset are to each other.
    """

    def rank(rows: Sequence[Line]) -> tuple[Ranking, Place[Line]]:
        found = compared(rows, correct, most=most)
        told(found)
        named = (name for row in found.rows for name in runs(row).values())
        known = references(map(folder, islice(named, TRIED)))
        beyond = sum(why == BEYOND for why in found.left_out.values())
        ranking = Ranking(
            dataset=rows[0].dataset,
            compared=len(found.rows),
            images=found.images,
            beyond=beyond,
            first_two=_first_two(found),
            references=known,
        )
        return ranking, _placed(found)

    return rank


def _placed(found: Compared[Line]) -> Place[Line]:
    places = {row.names: place for place, row in enumerate(found.rows)}

    def place(row: Line) -> Line:
        if found.comparison is None or row.names not in places:
            return replace(row, unranked=found.left_out.get(row.names, ""))
        at = places[row.names]
        width = float(found.comparison.half_widths[at])
        known, kept = math.isfinite(width), len(found.seeds[at])
        return replace(
            row,
            ranks=found.comparison.ranks[at],
            half_width=width if known else None,
            pooled=known and kept == 1,
            unranked="" if kept == len(row.seeds) else f"predictions of {kept} of {len(row.seeds)} seeds",
        )

    return place


def _first_two(found: Compared[Line]) -> FirstTwo | None:
    if len(found.rows) < 2 or found.comparison is None:
        return None
    one, other = found.rows[:2]
    return FirstTwo(
        runs=(one.names[0], other.names[0]),
        seeds=tuple(sorted(set(found.seeds[0]) & set(found.seeds[1]))),
        known=bool(math.isfinite(found.comparison.half_width[0, 1])),
        more_seeds=found.comparison.more_seeds(0, 1),
    )
