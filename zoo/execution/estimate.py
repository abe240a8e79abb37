"""How long experiments are going to take, from earlier runs like them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment
    from zoo.store import RunRecord, Store

ALIKE = ("augmenter", "recipe")
"""Of the earlier runs on the same dataset, model and batch size, one that also has more of these is nearer."""


def seconds_per_epoch(experiments: Iterable[Experiment], store: Store, threads: int) -> dict[str, float]:
    """Returns the seconds of an epoch, by group id, of those experiments that earlier runs tell of.

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
            found[group] = _seconds(max(alike, key=lambda run: _nearness(run, experiment, threads)), threads)
    return found


def remaining(experiment: Experiment, per_epoch: float, epochs_done: int | None = None) -> float:
    """Returns how many seconds an experiment is going to train, less what its checkpoint holds."""
    epochs = experiment.recipe.values["epochs"]
    return per_epoch * max(0, epochs - (epochs_done or 0))


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


def _seconds(run: RunRecord, threads: int) -> float:
    seconds = (run.train_seconds or 0.0) / (run.epochs or 1)
    return seconds * (run.threads or threads) / threads
