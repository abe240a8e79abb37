"""A real MLflow server on this machine, with its SQLite backend, and a run to tell it of."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

import zoo

PATIENCE = 120.0
"""Seconds that the server may take to start; 15 to 20 are usual."""


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server; skipped, saying so, where MLflow is not installed with its server."""
    if not all(map(importlib.util.find_spec, ("mlflow", "flask"))):
        pytest.skip("MLflow and its server are not installed: pip install mlflow")
    folder = tmp_path_factory.mktemp("mlflow")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    where = ["--backend-store-uri", f"sqlite:///{folder}/mlflow.db", "--artifacts-destination", str(folder / "files")]
    command = [sys.executable, "-m", "mlflow", "server", *where, "--host", "127.0.0.1", "--port", str(port)]
    environment = {**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}  # else it starts eight processes
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, "--workers", "1"], env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}", process, folder / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            if requests.get(f"{address}/health", timeout=5).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.2)
    raise AssertionError(f"the server did not start:\n{log.read_text()}")


@pytest.fixture
def run(tmp_path: Path) -> zoo.TrackedRun:
    """A run whose folder holds what a worker writes, and what is none of anybody's."""
    folder = tmp_path / "runs" / "0123456789ab.1"
    (folder / "checkpoints").mkdir(parents=True)
    for name in ("curves.png", "weights.npz", "log.txt", ".token", "checkpoints/000001-000000.ckpt"):
        (folder / name).write_text(name)
    return zoo.TrackedRun(
        name=folder.name,
        group="ba9876543210",
        dataset="digits",
        model="mlp:units=7",
        augmenter="shift",
        recipe="fast",
        parameters={"model.units": [7], "augmenter.shift.fraction": 0.1},
        seed=3,
        limit=None,
        validation=0.1,
        epochs=3,
        folder=folder,
        command="zoo run -d digits -m mlp:units=7 -a shift --seed 3",
    )
