"""Which runs a row counts, one per seed and stale ones apart, and what they are together."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from zoo.data.digest import AS_IS
from zoo.experiments import staleness
from zoo.plugin.components import PARTS
from zoo.ranking.inference import statistics
from zoo.ranking.rows import Row, SeedResult

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
    found = {key: known(row.runs, key) for key in metrics}
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
        metrics={key: statistics.mean(values) for key, values in found.items()},
        metric_seeds={key: len(values) for key, values in found.items()},
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
