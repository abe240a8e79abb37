"""Runs in MLflow: parameters, metrics and artifacts, where `MLFLOW_TRACKING_URI` is set."""

from __future__ import annotations

import os

import zoo


@zoo.hookimpl
def zoo_wants_events() -> bool:
    return bool(os.environ.get("MLFLOW_TRACKING_URI"))


@zoo.hookimpl
def zoo_run_started(run: zoo.TrackedRun) -> None:
    from zoo_mlflow import tracking

    tracking.start(run)


@zoo.hookimpl
def zoo_epoch_finished(run: zoo.TrackedRun, epoch: zoo.FinishedEpoch) -> None:
    from zoo_mlflow import tracking

    tracking.add_epoch(run, epoch)


@zoo.hookimpl
def zoo_run_finished(run: zoo.TrackedRun, result: zoo.FinishedRun) -> None:
    from zoo_mlflow import tracking

    tracking.finish(run, result)
