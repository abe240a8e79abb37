"""The rows of the leaderboard: runs of one combination, one per seed, and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zoo.plugin.components import PARTS


@dataclass(frozen=True, kw_only=True)
class SeedResult:
    """A run that a row counts. Accuracies are fractions of 1, `train_seconds` are seconds."""

    name: str
    seed: int
    accuracy: float | None
    train_seconds: float | None = None
    tta_accuracy: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """What of a row decides whether and where it is shown.

    Args:
        ranks: the first and the last rank that it may have within its dataset, 1 for the best; None where nothing is
            claimed.
        group_id: the id of its experiment without the seed.
        dataset, model, augmenter, recipe: expressions, as they are typed.
        limit: how many training images were used, None for all.
        parameters: how many numbers the net has.
        unranked: why it is not compared with the others, in words, where no other mark of the row says that.
        accuracy: the mean test accuracy over seeds, a fraction of 1.
        half_width: of the 95% interval of the accuracy, a fraction of 1, for other seeds and other test images; None
            where it is not known.
        pooled: whether how much seeds change the accuracy is taken from other rows.
        epochs: the mean over the runs, rounded: a recipe may stop each run at another epoch.
        train_seconds: seconds, the mean over the runs.
        stale: why its runs are stale; empty where they are not.
        seeds: of the runs that have a result, ascending.
        names: of all runs that it is made of: first those of `seeds`.
        endings: how many seeds have none, by how they ended.
    """

    ranks: tuple[int, int] | None = None
    unranked: str = ""
    group_id: str
    dataset: str
    model: str
    augmenter: str
    recipe: str
    limit: int | None = None
    epochs: int | None = None
    accuracy: float | None = None
    half_width: float | None = None
    pooled: bool = False
    parameters: int | None = None
    train_seconds: float | None = None
    stale: tuple[str, ...] = ()
    seeds: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    endings: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Row(Summary):
    """A row of the leaderboard, with all that is shown of it.

    Args:
        labels: by kind, the preset's name where an expression has one.
        validation: the part of train that was held out, a fraction of 1; None for none.
        batch_size: images in a step.
        seed_half_width: of the 95% t interval of the accuracy over seeds alone, a fraction of 1.
        tta_accuracy: the accuracy with test-time augmentation, a fraction of 1; no rank looks at it.
        tta_half_width: of its 95% t interval over seeds alone, a fraction of 1.
        missing: components that are not installed any more.
        as_is: whether its data were imported without a check.
        runs: one per seed that has a result.
        metrics: of others that were asked for, by key, the mean over the runs that have them: fractions of 1, seconds,
            or what the metric counts.
        metric_seeds: how many these are.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    validation: float | None = None
    batch_size: int | None = None
    seed_half_width: float | None = None
    tta_accuracy: float | None = None
    tta_half_width: float | None = None
    missing: tuple[str, ...] = ()
    as_is: bool = False
    runs: tuple[SeedResult, ...] = ()
    metrics: Mapping[str, float | None] = field(default_factory=dict)
    metric_seeds: Mapping[str, int] = field(default_factory=dict)

    def label(self, kind: str) -> str:
        """Returns the name by which the expression of `kind` is shown."""
        return self.labels.get(kind, getattr(self, kind))

    @property
    def expressions(self) -> dict[str, str]:
        """The expression of each kind."""
        return {kind: getattr(self, kind) for kind in PARTS}

    def interval(self, which: str) -> float | None:
        """Returns half the width of the interval of the accuracy; `which`: for `both`, or for `seeds` alone."""
        return self.seed_half_width if which == "seeds" else self.half_width
