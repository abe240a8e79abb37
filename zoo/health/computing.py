"""TensorFlow and what it computes on, tried in a process of its own: it may be missing, crash or hang there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from zoo.errors import brief, shell_quote
from zoo.health.diagnosis import Diagnosis

PATIENCE = 100.0
"""Seconds to import TensorFlow and multiply two matrices: five on a quiet machine, many where all cores are busy."""

TRY_IT = shell_quote(sys.executable, "-c", "import tensorflow")

NVIDIA = "0x10de"
"""The vendor in the list of PCI devices."""

DISPLAY = "0x03"
"""How the class of a graphics device begins there."""

DEVICES, DRIVER = Path("/sys/bus/pci/devices"), Path("/proc/driver/nvidia")


def computing(patience: float = PATIENCE) -> Iterator[Diagnosis]:
    """Yields whether TensorFlow computes, and on which GPU; and why on none where there is one.

    Args:
        patience: seconds that it has.
    """
    words = [sys.executable, "-m", "zoo.training.trial", str(int(patience) + 10)]
    try:
        tried = subprocess.run(  # noqa: S603 - this very program
            words,
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired:
        late = f"is not imported within {patience:g} seconds"
        yield Diagnosis("tensorflow", "problem", late, f"{TRY_IT}   (says how long it takes)")
        return
    if tried.returncode:
        yield _failed(tried.returncode, tried.stderr)
        return
    found = json.loads(tried.stdout.splitlines()[-1])
    computes = f"{found['tensorflow']} with Keras {found['keras']} computes; imported in {found['seconds']:.1f} s"
    yield Diagnosis("tensorflow", "ok", computes)
    yield from _gpus(found)


def _failed(status: int, said: str) -> Diagnosis:
    """Returns why a process that tried TensorFlow ended."""
    again = "zoo install --force-reinstall tensorflow keras"
    if status == -signal.SIGILL:
        why = "ends Python with SIGILL: it was built for instructions that this processor does not have"
    elif status < 0:
        why = f"ends Python with {signal.Signals(-status).name}"
    else:
        lines = [line for line in said.splitlines() if line.strip()] or [f"exit status {status}"]
        why = f"does not compute: {brief(lines[-1], 200)}"
    return Diagnosis("tensorflow", "problem", why, again)


def _gpus(found: Mapping[str, Any]) -> Iterator[Diagnosis]:
    for device, why in found["broken"].items():
        yield Diagnosis("GPU", "problem", f"{device} computes nothing: {brief(why, 200)}", "nvidia-smi")
    if gpus := [device for device in found["devices"] if not device.startswith("CPU")]:
        yield Diagnosis("GPU", "ok", ", ".join(gpus))
    elif not _has_nvidia():
        yield Diagnosis("GPU", "ok", "none in this machine; TensorFlow computes on the processor")
    else:
        yield Diagnosis("GPU", "warning", *_unseen(found["cuda"]))


def _unseen(cuda: str | None) -> tuple[str, str]:
    """Returns why TensorFlow may not see NVIDIA's GPU, and what to do."""
    if os.environ.get("CUDA_VISIBLE_DEVICES", "0").strip() in ("", "-1"):
        return "hidden from TensorFlow by CUDA_VISIBLE_DEVICES", "unset CUDA_VISIBLE_DEVICES"
    if not DRIVER.exists():
        return "there is one of NVIDIA's, and its driver is not loaded", "nvidia-smi   (after installing the driver)"
    built = f"built for CUDA {cuda}, and does not find its libraries" if cuda else "built without CUDA"
    return f"there is one of NVIDIA's; TensorFlow does not see it: it is {built}", shell_quote(
        "zoo", "install", "tensorflow[and-cuda]"
    )


def _has_nvidia() -> bool:
    """Whether the machine has a GPU of NVIDIA's, as far as the system tells: by its driver, else on the PCI bus."""
    if DRIVER.exists():
        return True
    try:
        told = [[(each / file).read_text().strip() for file in ("vendor", "class")] for each in DEVICES.iterdir()]
    except OSError:  # no PCI bus, or nothing is said of it
        return False
    return any(vendor == NVIDIA and kind.startswith(DISPLAY) for vendor, kind in told)
