"""The leaderboard's rows: runs grouped by experiment without seed, one run per seed, stale ones apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zoo.data.digest import AS_IS
from zoo.experiments import staleness
from zoo.leaderboard import statistics
from zoo.plugin.components import PARTS

if TYPE_CHECKING:
    from zoo.experiments.staleness import Current
    from zoo.store import Finished

Age = tuple[str | None, str | None, int]
"""The code, the data and the protocol that made a run."""

SHOWN = ("tta_accuracy", "parameters", "train_seconds")
"""The metrics, beside the accuracy, that a row shows."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A run that a row counts. Accuracies are fractions of 1, `train_seconds` are seconds."""

    name: str
    seed: int
    accuracy: float | None
    train_seconds: float | None
    tta_accuracy: float | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of the leaderboard.

    Args:
        rank: within its dataset, 1 for the best; equals share a rank, and stale rows have none.
        labels: by kind, the preset's name where an expression has one.
        accuracy, half_width: mean test accuracy over seeds and the half-width of its 95% interval, fractions of 1.
        tta_accuracy, tta_half_width: the same with test-time augmentation, which no rank looks at.
        epochs: the mean over the runs, rounded: a recipe may stop each run at another epoch.
        train_seconds: the mean over the runs.
        stale: why its runs are stale; empty where they are not.
        missing: components that are not installed any more.
        as_is: whether its data were imported without a check.
        runs: one per seed.
    """

    rank: int | None = None
    group_id: str
    dataset: str
    model: str
    augmenter: str
    recipe: str
    labels: Mapping[str, str] = field(default_factory=dict)
    limit: int | None = None
    validation: float | None = None
    epochs: int | None = None
    batch_size: int | None = None
    accuracy: float | None = None
    half_width: float | None = None
    tta_accuracy: float | None = None
    tta_half_width: float | None = None
    parameters: float | None = None
    train_seconds: float | None = None
    stale: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    as_is: bool = False
    runs: tuple[Entry, ...] = ()

    @property
    def seeds(self) -> list[int]:
        return [run.seed for run in self.runs]

    def label(self, kind: str) -> str:
        """Returns the name by which a kind's expression is shown."""
        return self.labels.get(kind, getattr(self, kind))


def build(groups: Iterable[Sequence[Finished]], current: Current, label: Callable[[str, str], str]) -> list[Row]:
    """Makes the rows of groups of finished runs.

    A row counts one run per seed: the latest that is current, else the latest. Runs made by different code, data or
    protocols never share a row, so a stale run is averaged neither with current ones nor with those of another age.

    Args:
        groups: the runs of each, newest first, with the metrics in `SHOWN`.
        current: what a new run would be made with.
        label: gives a kind's expression the name that it is shown by.
    """
    return [_row(runs, current, label) for group in groups for runs, _ in split(group, current)]


def split(group: Iterable[Finished], current: Current) -> list[tuple[list[Finished], bool]]:
    """Returns a group's runs (given newest first) as rows count them, and of each row whether it is stale."""
    stale: dict[Age, bool] = {}
    chosen: dict[int, Finished] = {}
    for run in group:
        if (age := _age(run)) not in stale:
            stale[age] = bool(staleness.reasons(run, current))
        if run.seed not in chosen or (stale[_age(chosen[run.seed])] and not stale[age]):
            chosen[run.seed] = run
    rows: dict[Age, list[Finished]] = {}
    for run in chosen.values():
        rows.setdefault(_age(run), []).append(run)
    return [(runs, stale[age]) for age, runs in rows.items()]


def known(runs: Iterable[Finished], metric: str) -> list[float]:
    """Returns a metric of those runs that have it."""
    return [value for run in runs if (value := run.metrics.get(metric)) is not None]


def _age(run: Finished) -> Age:
    return run.code, run.data, run.protocol


def _row(runs: Sequence[Finished], current: Current, label: Callable[[str, str], str]) -> Row:
    newest, accuracies = runs[0], [run.test_accuracy for run in runs]
    augmented = [run.metrics.get("tta_accuracy") for run in runs]
    entries = [
        Entry(
            name=run.name,
            seed=run.seed,
            accuracy=run.test_accuracy,
            train_seconds=run.metrics.get("train_seconds"),
            tta_accuracy=run.metrics.get("tta_accuracy"),
        )
        for run in sorted(runs, key=lambda run: run.seed)
    ]
    return Row(
        group_id=newest.group_id,
        dataset=newest.dataset,
        model=newest.model,
        augmenter=newest.augmenter,
        recipe=newest.recipe,
        labels={kind: label(kind, getattr(newest, kind)) for kind in PARTS},
        limit=newest.limit,
        validation=newest.validation,
        epochs=statistics.rounded_mean([run.epochs for run in runs]),
        batch_size=newest.batch_size,
        accuracy=statistics.mean(accuracies),
        half_width=statistics.half_width(accuracies),
        tta_accuracy=statistics.mean(augmented),
        tta_half_width=statistics.half_width(augmented),
        parameters=newest.metrics.get("parameters"),
        train_seconds=statistics.mean(known(runs, "train_seconds")),
        stale=tuple(staleness.reasons(newest, current)),
        missing=tuple(current.missing(newest)),
        as_is=(newest.data or "").startswith(AS_IS),
        runs=tuple(entries),
    )
