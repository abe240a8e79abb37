"""Without MLflow, or without its server: said, with what to do, and not after minutes."""

from __future__ import annotations

import socket
import sys

import pytest

import zoo
import zoo_mlflow
from zoo_mlflow import server


@pytest.fixture(autouse=True)
def forgetful(monkeypatch):
    """Each test has a client of its own."""
    for name in server.PATIENCE:
        monkeypatch.setenv(name, "0" if "RETRIES" in name else "5")
    server.client.cache_clear()
    server.experiment.cache_clear()
    yield
    server.client.cache_clear()


def test_where_mlflow_is_not_installed(run, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "mlflow", None)
    with pytest.raises(zoo.UsageError, match="MLflow is not installed") as raised:
        zoo_mlflow.zoo_run_started(run)
    assert raised.value.hint == "zoo install mlflow-skinny"


def test_where_nobody_listens(run, monkeypatch):
    pytest.importorskip("mlflow")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # it does not listen
        monkeypatch.setenv("MLFLOW_TRACKING_URI", f"http://me:secret@127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(zoo.UsageError, match="MLFLOW_TRACKING_URI names cannot be used") as raised:
            zoo_mlflow.zoo_run_started(run)
    assert "refused" in raised.value.cause
    assert "secret" not in str(raised.value)
    assert raised.value.hint == "mlflow server --host 127.0.0.1 --port 5000"
