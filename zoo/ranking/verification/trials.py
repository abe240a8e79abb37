"""The combinations of a suite: what has come of each, and how it is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoo.experiments.expected import Expected
    from zoo.store import RunRecord


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A combination of a suite, and what has come of it.

    Args:
        name: what it combines, without epochs.
        epochs, whole: for how many it was trained, and for how many the suite asks.
        limit: the number of training images, None for all.
        runs: those with a result that is current, one per seed.
        others: how many seeds have none, by what is the matter: failed, stale, not trained.
        expected: what is expected of it, None for nothing.
        than: the place of the trial that it is expected to be above or below.
    """

    name: str
    epochs: int
    whole: int
    limit: int | None = None
    runs: Sequence[RunRecord] = ()
    others: Mapping[str, int] = field(default_factory=dict)
    expected: Expected | None = None
    than: int | None = None


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A trial, judged. Accuracies and their differences are fractions of 1.

    Args:
        accuracy: the mean over the seeds, None where a seed has no result.
        half_width: of its 95% interval, for a new seed and a new test image alike; None where it is not known.
        pooled: whether the seeds' part of it is taken from the other rows.
        published, within, relation, source, note: what is expected, as `zoo.experiments.expected` has it.
        than: the number of the row that it is expected to be above or below, from 1.
        difference: from what is published, or from that row.
        verdict: what to say of it; empty where nothing is expected.
        reproduced: None where nothing is expected.
        runs: the names of the runs, by seed.
    """

    name: str
    epochs: int
    whole: int
    limit: int | None = None
    seeds: tuple[int, ...] = ()
    runs: tuple[str, ...] = ()
    accuracy: float | None = None
    half_width: float | None = None
    pooled: bool = False
    published: float | None = None
    within: float = 0.0
    relation: str | None = None
    than: int | None = None
    difference: float | None = None
    verdict: str = ""
    reproduced: bool | None = None
    source: str = ""
    note: str = ""

    @property
    def cut(self) -> bool:
        """Whether it was trained for less than the suite asks."""
        return self.epochs < self.whole
