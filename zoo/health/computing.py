"""TensorFlow and what it computes on, tried in a process of its own: it may be missing, crash or hang there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from zoo.errors import brief, shell_quote
from zoo.health.diagnosis import Diagnosis
from zoo.testing import elsewhere

PATIENCE = 100.0
"""Seconds to import TensorFlow and multiply two matrices: five on a quiet machine, many where all cores are busy."""

TRY_IT = f"{shell_quote(sys.executable, '-c', 'import tensorflow')}; or zoo install --force-reinstall tensorflow keras"

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
    answer = elsewhere.call("zoo.training.trial:tried", int(patience) + 10, seconds=patience)
    if answer.died:
        yield Diagnosis("tensorflow", "problem", f"does not compute: {_why(answer.died)}", TRY_IT)
        return
    found = answer.value
    computes = f"{found['tensorflow']} with Keras {found['keras']} computes; imported in {found['seconds']:.1f} s"
    yield Diagnosis("tensorflow", "ok", computes)
    yield from _gpus(found)


def _why(died: str) -> str:
    no_such = "; it was built for instructions that this processor does not have" if "SIGILL" in died else ""
    return f"{brief(died, 200)}{no_such}"


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
