"""`--effects`: what each augmenter, model or recipe adds, on average over what it was combined with, and where not.

NumPy is imported with it: import it only where rows are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from zoo.plugin import expressions
from zoo.plugin.components import PARTS
from zoo.progress import track
from zoo.ranking.comparable import runs
from zoo.ranking.inference import contrast
from zoo.ranking.inference.contrast import Estimates, Pairs, TestedRows
from zoo.ranking.tables.figures import known as finite
from zoo.ranking.views import levels as crossing
from zoo.ranking.views.levels import Key, Tested

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.ranking.comparable import Read
    from zoo.ranking.rows import Row
    from zoo.store.predictions import Correct

KINDS = ("augmenter", "model", "recipe")
LEVEL = 0.05

Crossed = tuple[Tested, Tested]
"""Two rows that differ in one thing: with what is added, and with what it is compared with."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A combination that both were trained in.

    Args:
        row: the row of what is added.
        difference: what it adds there, a fraction of 1.
        half_width: of its 95% interval; None where nothing is known of other seeds.
        differs: whether it adds something else there than elsewhere, beyond chance.
    """

    row: Row
    difference: float
    half_width: float | None
    p: float
    differs: bool = False


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What something adds to the test accuracy in place of what it is compared with.

    Args:
        kind: one of `KINDS`.
        of, base: the expressions of the two.
        name, base_name: what they are called.
        default: whether `base` is the catalogue's default.
        difference, half_width, p: of the mean over all places; as `Place` has them.
        pooled: whether a part of the variance of seeds is taken from other rows.
        places: the combinations that both were trained in, those first where it adds most.
    """

    kind: str
    of: str
    base: str
    name: str
    base_name: str
    default: bool
    difference: float
    half_width: float | None
    p: float
    pooled: bool
    places: Sequence[Place]


@dataclass(frozen=True)
class Effects:
    """All of them, and what has no part in them.

    Args:
        alone: by what is compared with, what has no combination in common with it.
        without: how many rows have no kept predictions.
    """

    effects: Sequence[Effect] = ()
    alone: Mapping[str, Sequence[str]] = field(default_factory=dict)
    without: int = 0


def recorded(rows: Sequence[Row], correct: Read, registry: Registry) -> Effects:
    """Returns what each augmenter, model and recipe adds, against the catalogue's defaults.

    Args:
        correct: gives what runs got right, by their names: `Store.correct`.
    """
    return effects(rows, correct([name for row in rows for name in runs(row).values()]), _defaults(registry))


def _defaults(registry: Registry) -> dict[str, str]:
    """Returns the catalogue's defaults by kind, presets written out as records have them."""
    typed = {kind: str(text) for kind, text in registry.catalogue.defaults.items() if kind in PARTS}
    chains = {kind: registry.expand(kind, expressions.parse(text)[0]) for kind, text in typed.items()}
    return {kind: expressions.format_chain(chain) for kind, chain in chains.items()}


def effects(rows: Sequence[Row], correct: Mapping[str, Correct], defaults: Mapping[str, str]) -> Effects:
    """Returns what each augmenter, model and recipe adds.

    Args:
        rows: those that are stale or have no result are left out.
        correct: what runs got right, by their names.
        defaults: by kind, the expression of the catalogue's default.
    """
    known = [row for row in rows if not row.stale and row.accuracy is not None]
    found = [tested for row in known if (tested := crossing.tested(row, correct))]
    boards = Boards(found)
    made: list[Effect] = []
    alone: dict[str, list[str]] = {}
    for kind in KINDS:
        levels = crossing.levels(found, kind)
        if len(levels) < 2:
            continue
        base = crossing.base(levels, defaults.get(kind))
        others = [name for name in levels if name != base and levels[name].keys() & levels[base].keys()]
        several = track(others, len(others), f"comparing {kind}s", f"{kind}s")
        own = [_effect(kind, name, base, levels, defaults.get(kind) == base, boards) for name in several]
        made += sorted(own, key=lambda effect: (-effect.difference, effect.of))
        alone[_label(levels[base], kind)] = [
            _label(levels[name], kind) for name in levels if name not in (*others, base)
        ]
    return Effects(made, {name: names for name, names in alone.items() if names}, len(known) - len(found))


class Boards:
    """Rows by their test images, and sums of what is added in combinations of them."""

    def __init__(self, found: Iterable[Tested]) -> None:
        sets: dict[str, list[Tested]] = {}
        for each in found:
            sets.setdefault(each.test_set, []).append(each)
        self._rows = {name: TestedRows([each.bits for each in rows], rows[0].images) for name, rows in sets.items()}
        self._places = {id(each): place for rows in sets.values() for place, each in enumerate(rows)}

    def of(self, pairs: Sequence[Crossed]) -> Combinations:
        """Returns what is added in each of several combinations, of which any sum can be made."""
        sets: dict[str, list[int]] = {}
        for number, (a, _) in enumerate(pairs):
            sets.setdefault(a.test_set, []).append(number)
        return Combinations(
            [
                (numbers, Pairs(self._rows[name], [self._placed(pairs[number]) for number in numbers]))
                for name, numbers in sets.items()
            ]
        )

    def _placed(self, pair: Crossed) -> tuple[int, int]:
        return self._places[id(pair[0])], self._places[id(pair[1])]


class Combinations(NamedTuple):
    """What is added in each of several combinations: their numbers and pairs, by test images."""

    sets: Sequence[tuple[Sequence[int], Pairs]]

    def sums(self, weights: np.ndarray) -> Estimates:
        """Returns sums of what is added, weighted by (sums, combinations)."""
        return contrast.total([pairs.sums(weights[:, numbers]) for numbers, pairs in self.sets])


def _label(level: Mapping[Key, Tested], kind: str) -> str:
    return next(iter(level.values())).row.label(kind)


def _effect(
    kind: str,
    name: str,
    base: str,
    levels: Mapping[str, Mapping[Key, Tested]],
    default: bool,
    boards: Boards,
) -> Effect:
    keys = sorted(levels[name].keys() & levels[base].keys(), key=repr)
    pairs = [(levels[name][key], levels[base][key]) for key in keys]
    found = boards.of(pairs)
    whole = found.sums(np.full((1, len(pairs)), 1 / len(pairs)))
    return Effect(
        kind=kind,
        of=name,
        base=base,
        name=_label(levels[name], kind),
        base_name=_label(levels[base], kind),
        default=default,
        difference=float(whole.difference[0]),
        half_width=finite(float(whole.half_width(LEVEL)[0])),
        p=float(whole.p(LEVEL)[0]),
        pooled=bool(whole.pooled[0]),
        places=_places(pairs, found),
    )


def _places(pairs: Sequence[Crossed], found: Combinations) -> list[Place]:
    each, apart = found.sums(np.eye(len(pairs))), unlike(found, len(pairs))
    numbers = zip(each.difference.tolist(), each.half_width(LEVEL).tolist(), each.p(LEVEL).tolist(), strict=True)
    made = [
        Place(row=a.row, difference=difference, half_width=finite(width), p=p, differs=number in apart)
        for number, ((a, _), (difference, width, p)) in enumerate(zip(pairs, numbers, strict=True))
    ]
    return sorted(made, key=lambda place: -place.difference)


def unlike(found: Combinations, count: int) -> set[int]:
    """Returns which of so many combinations differ from the mean of the others.

    One after another, the one that differs most surely, as long as that is beyond chance for the surest of so many;
    what was found is no longer among the others. Of two alone, each is unlike the other.
    """
    left = list(range(count))
    while (among := len(left)) > 1:
        apart = np.zeros((among, count))
        apart[:, left] = (among * np.eye(among) - 1) / (among - 1)  # each, less the mean of the others
        p = found.sums(apart).p(LEVEL)
        if p.min() > LEVEL / (among if among > 2 else 1):
            break
        if among == 2:
            return set(range(count))
        del left[int(p.argmin())]
    return set(range(count)) - set(left)
