"""The MLflow server that `MLFLOW_TRACKING_URI` names, and the experiment there that runs go into."""

from __future__ import annotations

import functools
import os
import re
from typing import Any

import zoo

EXPERIMENT = "keras-zoo"
"""What the experiment is called unless `MLFLOW_EXPERIMENT_NAME` or `MLFLOW_EXPERIMENT_ID` says otherwise."""

PATIENCE = {"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2", "MLFLOW_HTTP_REQUEST_TIMEOUT": "30"}
"""MLflow's own patience with a server that is not there is longer than the zoo's with a hook."""


@functools.cache
def client() -> Any:
    """Returns MLflow's client. Raises `UsageError` where MLflow is not installed."""
    for name, value in PATIENCE.items():
        os.environ.setdefault(name, value)
    try:
        from mlflow import MlflowClient
    except ModuleNotFoundError as error:
        raise zoo.UsageError(
            "MLFLOW_TRACKING_URI is set, and MLflow is not installed.",
            cause=str(error),
            hint="zoo install mlflow-skinny",
        ) from error
    return MlflowClient()


@functools.cache
def experiment() -> str:
    """Returns the id of the experiment, which is made where it is missing. Raises `UsageError` where that cannot be."""
    from mlflow.exceptions import MlflowException

    if given := os.environ.get("MLFLOW_EXPERIMENT_ID"):
        return given
    name = os.environ.get("MLFLOW_EXPERIMENT_NAME") or EXPERIMENT
    try:
        found = client().get_experiment_by_name(name)
    except MlflowException as error:
        raise zoo.UsageError(
            "The server or store that MLFLOW_TRACKING_URI names cannot be used.",
            cause=re.sub(r"//[^/@\s]+@", "//", str(error)),  # without a password
            hint="mlflow server --host 127.0.0.1 --port 5000",
        ) from error
    if found is None:
        try:
            return client().create_experiment(name)
        except MlflowException:  # another sweep may just have made it
            if (found := client().get_experiment_by_name(name)) is None:
                raise
    return found.experiment_id
