"""Two runs or two rows on the same test images: which is better, how sure that is, and which classes change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from zoo.ranking.inference.comparison import Comparison, compare
from zoo.ranking.inference.mcnemar import mcnemar
from zoo.ranking.inference.ranks import holm

if TYPE_CHECKING:
    from zoo.store.predictions import Correct

LEVEL = 0.05


class Kept(NamedTuple):
    """A run, and which test images it gets right."""

    name: str
    seed: int
    correct: Correct


class Labels(NamedTuple):
    """The classes of the test images.

    Args:
        of: integers (images,).
        names: of the classes.
    """

    of: np.ndarray
    names: Sequence[str]


class Training(NamedTuple):
    """A run of each, of the same seed where rows are compared.

    Args:
        seed: None where the two have different ones.
        accuracy_a, accuracy_b: fractions of 1.
        only_a, only_b: how many test images one of the two alone gets right.
        p: of McNemar's exact test: it knows of no other seed.
    """

    seed: int | None
    a: str
    b: str
    accuracy_a: float
    accuracy_b: float
    only_a: int
    only_b: int
    p: float


class ClassChange(NamedTuple):
    """How often images of a class are right.

    Args:
        images: how many test images are of it.
        a, b: fractions of 1, means over the runs compared.
        p: two-sided, of this class alone, by the same test as the whole.
        changed: whether it survives Holm over all classes.
    """

    name: str
    images: int
    a: float
    b: float
    p: float
    changed: bool


@dataclass(frozen=True, kw_only=True)
class Duel:
    """What two sides are to each other. Accuracies and differences are fractions of 1, and a difference is a - b.

    Args:
        images: how many test images they share.
        runs_a, runs_b: how many runs of each are compared.
        trainings: the runs, in pairs.
        half_width: of the 95% interval of the difference, for new seeds and new test images alike; None where only
            these trainings are known.
        p: two-sided, of that interval.
        pooled: whether a side has one seed, so that its variance from seed to seed is that of the dataset's other rows.
        more_seeds: how many more of each would tell the two apart; None where that is not known, or no number would.
        classes: empty where no folder has the labels any more.
    """

    images: int
    runs_a: int
    runs_b: int
    accuracy_a: float
    accuracy_b: float
    difference: float
    trainings: Sequence[Training]
    half_width: float | None = None
    p: float | None = None
    pooled: bool = False
    more_seeds: int | None = None
    classes: Sequence[ClassChange] = ()

    @property
    def told_apart(self) -> bool:
        """Whether the interval excludes 0."""
        return self.p is not None and self.p < LEVEL

    def to_dict(self) -> dict[str, Any]:
        """Returns it as JSON has it."""
        named = {name: [each._asdict() for each in getattr(self, name)] for name in ("trainings", "classes")}
        return {**vars(self), **named}


def of_runs(a: Kept, b: Kept, labels: Labels | None = None) -> Duel:
    """Compares two runs on the same test images: these two alone, for of other seeds nothing is known."""
    return _duel([a], [b], labels, [_training(a, b)], None)


def of_rows(
    a: Sequence[Kept],
    b: Sequence[Kept],
    others: Sequence[Mapping[int, bytes]] = (),
    labels: Labels | None = None,
) -> Duel:
    """Compares two rows, by their runs on the same test images.

    Args:
        others: of other rows by seed, the bits of what is right: they tell, too, how much seeds vary.
    """
    second = {run.seed: run for run in b}
    pairs = [(run, second[run.seed]) for run in a if run.seed in second] or [(a[0], b[0])]
    return _duel(a, b, labels, [_training(*pair) for pair in pairs], others)


def _duel(
    a: Sequence[Kept],
    b: Sequence[Kept],
    labels: Labels | None,
    trainings: Sequence[Training],
    others: Sequence[Mapping[int, bytes]] | None,
) -> Duel:
    images = a[0].correct.images
    rows = [{run.seed: run.correct.bits for run in side} for side in (a, b)]
    known = None if others is None else compare([*rows, *others], images, level=LEVEL)
    if known is not None and np.isnan(known.half_width[0, 1]):
        known = None
    of_a, of_b = (float(np.mean([run.correct.accuracy for run in side])) for side in (a, b))
    return Duel(
        images=images,
        runs_a=len(a),
        runs_b=len(b),
        accuracy_a=of_a,
        accuracy_b=of_b,
        difference=of_a - of_b,
        trainings=trainings,
        classes=_classes(rows, others if known else None, labels) if labels else (),
        **(_claim(known) if known else {}),
    )


def _claim(known: Comparison) -> dict[str, Any]:
    half, p, pooled = (array[0, 1].item() for array in (known.half_width, known.p, known.pooled))
    more = None if pooled else known.more_seeds(0, 1, alone=True)
    return {"half_width": half, "p": p, "pooled": pooled, "more_seeds": more}


def _training(a: Kept, b: Kept) -> Training:
    p, only_a, only_b = mcnemar(a.correct.bits, b.correct.bits, a.correct.images)
    seed = a.seed if a.seed == b.seed else None
    return Training(seed, a.name, b.name, a.correct.accuracy, b.correct.accuracy, only_a, only_b, p)


def _classes(
    rows: Sequence[Mapping[int, bytes]], others: Sequence[Mapping[int, bytes]] | None, labels: Labels
) -> list[ClassChange]:
    """Compares each class by itself: as rows where `others` is given, else the first run of each."""
    found = []
    for number, name in enumerate(labels.names):
        chosen = labels.of == number
        if not (images := int(chosen.sum())):
            continue
        some = [_only(row, chosen) for row in (*rows, *(others or ()))]
        if others is None:
            first, second = (next(iter(row.values())) for row in some)
            p = mcnemar(first, second, images)[0]
        else:
            p = float(compare(some, images, level=LEVEL).p[0, 1])
        right_a, right_b = (_accuracy(row, images) for row in some[:2])
        found.append(ClassChange(name, images, right_a, right_b, p, changed=False))
    changed = holm(np.array([each.p for each in found]), LEVEL)
    return [each._replace(changed=bool(yes)) for each, yes in zip(found, changed, strict=True)]


def _only(row: Mapping[int, bytes], chosen: np.ndarray) -> dict[int, bytes]:
    """Returns the bits of the images that are chosen."""
    unpacked = {seed: np.unpackbits(np.frombuffer(bits, np.uint8), count=len(chosen)) for seed, bits in row.items()}
    return {seed: np.packbits(each[chosen]).tobytes() for seed, each in unpacked.items()}


def _accuracy(row: Mapping[int, bytes], images: int) -> float:
    return float(np.mean([int.from_bytes(bits).bit_count() / images for bits in row.values()]))
