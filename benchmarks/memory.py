"""Peak memory on CIFAR-10: all processes of `zoo run` together, against the article's script on float32 arrays."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from benchmarks import common

TITLE = "Peak memory on CIFAR-10, MiB"
BINARY = "cifar-10-batches-bin"
RUN = ("run", "-d", "cifar10", "-m", "cnn6", "-a", "shift-flip", "--epochs", "1", "--force", "--quiet")


def memory(process: psutil.Process) -> float:
    """Returns the memory of a process and its children in MiB.

    It is the proportional size where the system tells (Linux), so that shared pages count once, else the resident one.
    """
    total = 0
    for each in [process, *process.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            full = each.memory_full_info()
            total += getattr(full, "pss", full.rss)
    return total / 2**20


def peak(command: list[str], environment: dict[str, str]) -> float:
    """Runs a command and returns the largest memory seen, looking ten times a second.

    Raises:
        RuntimeError: it fails.
    """
    with tempfile.TemporaryFile("w+") as log:
        started = subprocess.Popen(command, env={**os.environ, **environment}, stdout=log, stderr=subprocess.STDOUT)
        highest, process = 0.0, psutil.Process(started.pid)
        while started.poll() is None:
            with contextlib.suppress(psutil.NoSuchProcess):
                highest = max(highest, memory(process))
            time.sleep(0.1)
        if started.returncode:
            log.seek(0)
            raise RuntimeError(f"{command} failed:\n{log.read()}")
    return highest


def ours(folder: Path, data: Path) -> Callable[[], float]:
    """Imports the data once, and returns what measures a run of one epoch."""
    environment = {"ZOO_HOME": str(folder), "ZOO_PLUGINS": "keras-zoo"}
    script = str(Path(sys.executable).with_name("zoo"))
    command = [script, "data", "import", "cifar10", str(data), "--as-is"]
    subprocess.run(command, env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL)
    return lambda: peak([script, *RUN], environment)


def peer(data: Path) -> float:
    """The article's script: one epoch of fewer steps than ours, as its peak comes early; then its test."""
    return peak([sys.executable, "-m", "benchmarks.article", str(data), "--steps", "30"], {"TF_CPP_MIN_LOG_LEVEL": "2"})


def main() -> int:
    """Measures and prints. Returns the exit status."""
    given = os.environ.get("ZOO_TEST_DATA")
    if not given or not (Path(given) / BINARY).is_dir():
        return common.skip(TITLE, f"it needs {BINARY}/ in the folder that ZOO_TEST_DATA names")
    data = Path(given) / BINARY
    comparison = common.Comparison(name="zoo run, one epoch", unit="MiB", bar=common.Bar(sense="at most", value=1.0))
    with tempfile.TemporaryDirectory() as folder:
        measure = ours(Path(folder), data)
        common.collect(comparison, measure, lambda: peer(data), least=3, most=3, warm_up=False)
    return common.report(TITLE, [comparison])


if __name__ == "__main__":
    sys.exit(main())
