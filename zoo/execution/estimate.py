"""How long experiments take, from earlier runs like them: what an epoch takes, and what all else does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from zoo.execution.plan import BUSY, RESUMABLE

if TYPE_CHECKING:
    from zoo.execution.plan import Item
    from zoo.experiments.experiment import Experiment
    from zoo.store import RunRecord, Store

ALIKE = ("augmenter", "recipe")
"""Of the earlier runs on the same dataset, model and batch size, one that also has more of these is nearer."""

START_UP = 12.0
"""Seconds until the first run begins: workers import TensorFlow and the plugins, and check what is to be trained."""

AROUND = 5.0
"""Seconds of a run outside of its epochs where no earlier one tells: building, tracing, the test, the pictures."""


@dataclass(frozen=True)
class Pace:
    """What a run takes: the seconds of an epoch, and those around its epochs."""

    per_epoch: float
    around: float = AROUND


def paces(experiments: Iterable[Experiment], store: Store, threads: int) -> dict[str, Pace]:
    """Returns the pace, by group id, of those experiments that earlier runs tell of.

    An earlier run is one on the same dataset, with the same model, batch size, limit and validation; of several, one
    with as many threads, then one with the same augmenter and recipe, then the newest. One with other threads is
    taken for as much longer as it had threads more: at worst, for training does not gain that much from them.
    """
    groups = {experiment.group_id: experiment for experiment in experiments}
    runs = _by_kind(store)
    found = {}
    for group, experiment in groups.items():
        alike = runs.get(_kind_of(experiment), [])
        if alike:
            found[group] = _pace(max(alike, key=lambda run: _nearness(run, experiment, threads)), threads)
    return found


def remaining(item: Item, pace: Pace) -> float:
    """Returns how many seconds an experiment is going to take, less what its checkpoint holds."""
    epochs, done = item.experiment.recipe.values["epochs"], epochs_kept(item)
    return pace.around + pace.per_epoch * max(0, epochs - done)


def epochs_kept(item: Item) -> int:
    """Returns how many epochs need not be trained again."""
    goes_on = item.status in (RESUMABLE, BUSY) and not item.force
    return (item.epochs_done or 0) if goes_on else 0


Kind = tuple[str, str, int, int | None, float | None]


def _by_kind(store: Store) -> Mapping[Kind, list[RunRecord]]:
    """Returns the finished runs by what makes an epoch long, newest first."""
    runs: dict[Kind, list[RunRecord]] = {}
    for run in store.runs(status="done"):
        if run.train_seconds and run.epochs and run.batch_size:
            kind = (run.dataset, run.model, run.batch_size, run.limit, run.validation)
            runs.setdefault(kind, []).append(run)
    return runs


def _kind_of(experiment: Experiment) -> Kind:
    expressions, batch_size = experiment.expressions, experiment.recipe.values["batch_size"]
    return (expressions["dataset"], expressions["model"], batch_size, experiment.limit, experiment.validation)


def _nearness(run: RunRecord, experiment: Experiment, threads: int) -> tuple[bool, int]:
    same = sum(getattr(run, kind) == experiment.expressions[kind] for kind in ALIKE)
    return run.threads == threads, same


def _pace(run: RunRecord, threads: int) -> Pace:
    seconds = (run.train_seconds or 0.0) / (run.epochs or 1)
    return Pace(seconds * (run.threads or threads) / threads, _around(run))


def _around(run: RunRecord) -> float:
    """Returns how long a run took beside its epochs; of one that was cut off nobody knows how long it ran."""
    if run.token > 1 or not run.finished:
        return AROUND
    took = datetime.fromisoformat(run.finished) - datetime.fromisoformat(run.started)
    return max(0.0, took.total_seconds() - (run.train_seconds or 0.0))
