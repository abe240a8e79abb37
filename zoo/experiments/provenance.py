"""What made a result: the source files of its components, the versions of the libraries, the machine."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import platform
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zoo.experiments import component_code as modules

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry

PROTOCOL = 1
"""Raised when the core changes what a run's numbers mean; runs of another protocol are stale."""

LIBRARIES = ("keras-zoo", "keras", "tensorflow", "numpy", "scipy", "scikit-learn", "pillow")


def experiment_code(registry: Registry, experiment: Experiment) -> dict[str, Any]:
    """Returns, for each component of an experiment, who provided it and the hashes of its sources."""
    return {f"{kind}:{part.name}": component_code(registry, kind, part.name) for kind, part in experiment.parts()}


def component_code(registry: Registry, kind: str, name: str) -> dict[str, Any]:
    """Returns who provides a component and the hashes of its sources."""
    provider = registry.provider(kind, name)
    return {
        "distribution": provider.distribution,
        "version": provider.version,
        "sources": modules.hashes(registry.component(kind, name), provider.distribution),
    }


def code_hash(code: dict[str, Any]) -> str:
    """Returns one hash for all sources of an experiment; versions have no part in it, only what the files say."""
    lines = sorted(f"{key} {name} {digest}" for key, entry in code.items() for name, digest in entry["sources"].items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def environment(threads: int) -> dict[str, Any]:
    """Returns the versions of the libraries and a description of the machine. It makes nothing stale."""
    return {
        "python": platform.python_version(),
        "libraries": {name: version for name in LIBRARIES if (version := _version(name))},
        "platform": platform.platform(),
        "cpu": cpu_model(),
        "cores": os.cpu_count(),
        "threads": threads,
    }


def cpu_model() -> str:
    """Returns the processor's name, as the operating system gives it."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, "") or platform.processor() or platform.machine()


def _version(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def describe(modules: Iterable[str]) -> str:
    """Returns the names of modules as a short list for messages."""
    names = sorted(modules)
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
