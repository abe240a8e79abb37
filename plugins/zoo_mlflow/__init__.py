"""Runs in MLflow: parameters, metrics and artifacts, where `MLFLOW_TRACKING_URI` is set."""

from __future__ import annotations

import os

import zoo
from zoo_mlflow.tracking import zoo_epoch_finished as zoo_epoch_finished
from zoo_mlflow.tracking import zoo_run_finished as zoo_run_finished
from zoo_mlflow.tracking import zoo_run_started as zoo_run_started


@zoo.hookimpl
def zoo_wants_events() -> bool:
    return bool(os.environ.get("MLFLOW_TRACKING_URI"))
