"""Runs every benchmark, each in a process of its own, and exits with 1 where one missed a bar."""

from __future__ import annotations

import subprocess
import sys

from benchmarks import common

SCRIPTS = (
    "startup",
    "first_step",
    "scale",
    "postgres",
    "report",
    "augment",
    "training",
    "checkpoint",
    "memory",
    "folder",
    "decoders",
    "sweep",
    "cluster",
    "probe",
    "predict",
    "mnist",
    "accuracy",
    "boards",
)


def main() -> int:
    """Returns the worst exit status of the scripts."""
    print(common.machine(), flush=True)
    return max(
        subprocess.run([sys.executable, "-m", f"benchmarks.{script}"], check=False).returncode for script in SCRIPTS
    )


if __name__ == "__main__":
    sys.exit(main())
