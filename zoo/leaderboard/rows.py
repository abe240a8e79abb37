"""The leaderboard's rows: runs grouped by experiment without seed, one run per seed, stale ones apart."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from zoo.data.digest import AS_IS
from zoo.experiments import staleness
from zoo.leaderboard import statistics
from zoo.plugin.components import PARTS

if TYPE_CHECKING:
    from zoo.experiments.staleness import Current
    from zoo.store import Finished

Age = tuple[str | None, str | None, int]
"""The code, the data and the protocol that made a run."""

SORTED_BY = ("parameters", "train_seconds")
"""The metrics, beside the accuracy, by which rows are sorted."""

SHOWN = ("tta_accuracy", *SORTED_BY)
"""The metrics, beside the accuracy, that a row shows."""

NONE: Mapping[str, int] = {}

_age: Callable[[Finished], Age] = operator.attrgetter("code", "data", "protocol")


class Counted(NamedTuple):
    """The runs that a row counts, one per seed.

    Args:
        runs: those with a result.
        others: those that diverged or failed: no mean knows of them, so the row says how many they are.
        stale: why they are stale; empty where they are not.
    """

    runs: list[Finished]
    others: list[Finished]
    stale: tuple[str, ...]

    @property
    def one(self) -> Finished:
        """One of them, for what they all have in common."""
        return (self.runs or self.others)[0]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all: those with a result by seed, then the others by seed."""
        return tuple(run.name for part in (self.runs, self.others) for run in sorted(part, key=lambda run: run.seed))


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
        unranked: why it is not compared with the others, in words, where no other mark of the row says that.
        accuracy: the mean test accuracy over seeds, a fraction of 1.
        half_width: of the 95% interval of the accuracy, for other seeds and other test images; None where it is not
            known.
        pooled: whether how much seeds change the accuracy is taken from other rows.
        epochs: the mean over the runs, rounded: a recipe may stop each run at another epoch.
        train_seconds: the mean over the runs.
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
        seed_half_width: of the 95% t interval of the accuracy over seeds alone, a fraction of 1.
        tta_accuracy, tta_half_width: the accuracy with test-time augmentation, which no rank looks at, and its interval
            over seeds alone.
        missing: components that are not installed any more.
        as_is: whether its data were imported without a check.
        runs: one per seed that has a result.
        metrics: the mean over these of other metrics that were asked for, by key.
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

    def label(self, kind: str) -> str:
        """Returns the name by which a kind's expression is shown."""
        return self.labels.get(kind, getattr(self, kind))

    @property
    def expressions(self) -> dict[str, str]:
        """The expression of each kind."""
        return {kind: getattr(self, kind) for kind in PARTS}

    def interval(self, which: str) -> float | None:
        """Returns half the width of the interval of the accuracy: for `both`, or for `seeds` alone."""
        return self.seed_half_width if which == "seeds" else self.half_width


def split(group: Iterable[Finished], current: Current) -> list[Counted]:
    """Returns the rows of a group's runs, given newest first.

    A row counts one run per seed: the latest that is current and has a result, else one that is current and ended
    without, else the latest that has a result. Runs made by different code, data or protocols never share a row, so a
    stale run is averaged neither with current ones nor with those of another age. There is a row where there is a
    result, or where a current run diverged.
    """
    from zoo.store import DIVERGED, DONE  # an export is shown without a store

    stale: dict[Age, tuple[str, ...]] = {}
    chosen: dict[int, Finished] = {}

    def worth(run: Finished) -> tuple[bool, bool]:
        return not stale[_age(run)], run.status == DONE

    for run in group:
        if (age := _age(run)) not in stale:
            stale[age] = tuple(staleness.reasons(run, current))
        if run.seed not in chosen or worth(run) > worth(chosen[run.seed]):
            chosen[run.seed] = run
    rows: dict[Age, Counted] = {}
    for run in sorted(chosen.values(), key=lambda run: run.status != DONE):
        age = _age(run)
        if run.status == DONE:
            rows.setdefault(age, Counted([], [], stale[age])).runs.append(run)
        else:
            rows.setdefault(_like(age, rows), Counted([], [], stale[age])).others.append(run)
    diverged = {age for age, row in rows.items() if any(run.status == DIVERGED for run in row.others)}
    return [row for age, row in rows.items() if row.runs or (age in diverged and not row.stale)]


def summary(row: Counted) -> dict[str, Any]:
    """Returns the fields of a `Summary`, without where it stands."""
    one, runs = row.one, row.runs
    return {
        "group_id": one.group_id,
        "dataset": one.dataset,
        "model": one.model,
        "augmenter": one.augmenter,
        "recipe": one.recipe,
        "limit": one.limit,
        "epochs": statistics.rounded_mean([run.epochs for run in runs]),
        "accuracy": statistics.mean([run.test_accuracy for run in runs]),
        "parameters": one.metrics.get("parameters"),
        "train_seconds": statistics.mean(known(runs, "train_seconds")),
        "stale": row.stale,
        "seeds": tuple(sorted(run.seed for run in runs)),
        "names": row.names,
        "endings": dict(sorted(Counter(run.status for run in row.others).items())) if row.others else NONE,
    }


def whole_row(row: Counted, current: Current, label: Callable[[str, str], str], metrics: Iterable[str] = ()) -> Row:
    """Returns a row with all that is shown of it.

    Args:
        label: gives a kind's expression the name that it is shown by.
        metrics: the keys of those that it has beside those of every row.
    """
    one, augmented = row.one, [run.metrics.get("tta_accuracy") for run in row.runs]
    return Row(
        **summary(row),
        labels={kind: label(kind, getattr(one, kind)) for kind in PARTS},
        validation=one.validation,
        batch_size=one.batch_size,
        seed_half_width=statistics.half_width([run.test_accuracy for run in row.runs]),
        tta_accuracy=statistics.mean(augmented),
        tta_half_width=statistics.half_width(augmented),
        missing=tuple(current.missing(one)),
        as_is=(one.data or "").startswith(AS_IS),
        runs=tuple(_result(run) for run in sorted(row.runs, key=lambda run: run.seed)),
        metrics={key: statistics.mean([run.metrics.get(key) for run in row.runs]) for key in metrics},
    )


def known(runs: Iterable[Finished], metric: str) -> list[float]:
    """Returns a metric of those runs that have it."""
    return [value for run in runs if (value := run.metrics.get(metric)) is not None]


def _like(age: Age, rows: Mapping[Age, Counted]) -> Age:
    """Returns the age of the row of results to which a run without one belongs, else its own: it may have ended before
    it knew its data."""
    results = [each for each, row in rows.items() if row.runs]
    fits = [each for each in results if all(mine in (None, its) for mine, its in zip(age, each, strict=True))]
    return min(fits, key=lambda age: bool(rows[age].stale), default=age)


def _result(run: Finished) -> SeedResult:
    return SeedResult(
        name=run.name,
        seed=run.seed,
        accuracy=run.test_accuracy,
        train_seconds=run.metrics.get("train_seconds"),
        tta_accuracy=run.metrics.get("tta_accuracy"),
    )
