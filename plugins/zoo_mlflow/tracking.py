"""A run of the zoo as a run of MLflow. One that goes on is found by its tags, and goes on there too."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Mapping
from typing import Any

import zoo
from zoo_mlflow.server import client, experiment

STATUSES = {"done": "FINISHED", "failed": "FAILED", "diverged": "FAILED", "interrupted": "KILLED"}
"""What MLflow calls how a run ended."""

MOST_PARAMETERS = 100
"""How many MLflow takes at once."""

_known: dict[str, tuple[str, int]] = {}
"""By the names of runs in work, what they are called there, and the last epoch of which the server has the metrics."""


@zoo.hookimpl
def zoo_run_started(run: zoo.TrackedRun) -> None:
    """Begins a run of MLflow, or goes on with the one that was begun before."""
    found = _find(run) if run.resumed else None
    _known[run.name] = found or (_create(run), 0)
    if found:
        client().update_run(found[0], status="RUNNING")


@zoo.hookimpl
def zoo_epoch_finished(run: zoo.TrackedRun, epoch: zoo.FinishedEpoch) -> None:
    """Adds the metrics of an epoch; a run that goes on may train again what the server has: to the same end."""
    there, last = _there(run)
    if epoch.number > last:
        _log(there, epoch.metrics, epoch.number)
        _known[run.name] = there, epoch.number


@zoo.hookimpl
def zoo_run_finished(run: zoo.TrackedRun, result: zoo.FinishedRun) -> None:
    """Adds how a run ended, and where it will not go on its files."""
    there, _ = _there(run)
    del _known[run.name]
    if result.status == "lost":
        return
    _log(there, result.metrics, run.epochs)
    for tag, value in {"zoo.status": result.status, "zoo.error": result.error or ""}.items():
        client().set_tag(there, tag, value)
    if result.status != "interrupted":
        for path in sorted(run.folder.iterdir()):
            if path.is_file() and not path.name.startswith("."):
                client().log_artifact(there, str(path))
    client().set_terminated(there, STATUSES[result.status])


def _there(run: zoo.TrackedRun) -> tuple[str, int]:
    """Returns what is known of a run; in a process that did not begin with it, what its tags find."""
    if run.name not in _known:
        _known[run.name] = _find(run) or (_create(run), 0)
    return _known[run.name]


def _create(run: zoo.TrackedRun) -> str:
    """Begins a run of MLflow, with its parameters, and returns its id."""
    options = ("dataset", "model", "augmenter", "recipe", "seed", "limit", "validation", "epochs")
    parameters = {**{name: getattr(run, name) for name in options}, **run.parameters}
    tags = {"zoo.run": run.name, "zoo.group": run.group, "zoo.folder": str(run.folder), "zoo.command": run.command}
    name = f"{run.dataset}, {run.model}, {run.augmenter}, {run.recipe}, seed {run.seed}"
    there = client().create_run(experiment(), tags=tags, run_name=name).info.run_id
    from mlflow.entities import Param

    known = (Param(key, str(value)) for key, value in parameters.items())
    while batch := list(itertools.islice(known, MOST_PARAMETERS)):
        client().log_batch(there, params=batch)
    return there


def _find(run: zoo.TrackedRun) -> tuple[str, int] | None:
    """Returns the latest run of MLflow that is this one, and its last epoch there; None where there is none."""
    named = client().search_runs([experiment()], filter_string=f"tags.`zoo.run` = '{run.name}'")
    for found in named:
        if found.data.tags.get("zoo.folder") == str(run.folder):  # another store's may have the same name
            there = found.info.run_id
            return there, max((point.step for point in client().get_metric_history(there, "loss")), default=0)
    return None


def _log(there: str, metrics: Mapping[str, float], step: int) -> None:
    """Logs metrics, but what is no finite number: MLflow would give another one back."""
    from mlflow.entities import Metric

    now = int(1000 * time.time())
    values: list[Any] = [Metric(key, value, now, step) for key, value in metrics.items() if math.isfinite(value)]
    client().log_batch(there, metrics=values)
