"""What made a result: the source files of its components, the versions of the libraries, the machine."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import platform
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zoo.errors import some
from zoo.experiments import component_code as modules

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry

PROTOCOL = 1
"""Raised when the core changes what a run's numbers mean; runs of another protocol are stale."""

LIBRARIES = ("keras-zoo", "keras", "tensorflow", "numpy", "scipy", "scikit-learn", "pillow")

BITS = (
    *(f"TF_{what}_" for what in ["ENABLE", "DISABLE", "USE", "FORCE", "DETERMINISTIC", "XLA", "NUM", "GPU", "CUDNN"]),
    *(f"{library}_" for library in ["XLA", "ONEDNN", "DNNL", "MKL", "OMP", "CUDA", "NVIDIA", "CUBLAS", "CUDNN"]),
)
"""How the environment variables begin that change what TensorFlow and the libraries below it compute."""


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


def environment(threads: int, devices: Iterable[str] = ()) -> dict[str, Any]:
    """Returns the versions of the libraries and a description of the machine. It makes nothing stale.

    Args:
        devices: what is computed on, as TensorFlow calls it.
    """
    return {
        "python": platform.python_version(),
        "libraries": {name: version for name in LIBRARIES if (version := installed_version(name))},
        "platform": platform.platform(),
        "cpu": cpu_model(),
        "cores": os.cpu_count(),
        "threads": threads,
        "devices": list(devices),
        "variables": {name: value for name, value in sorted(os.environ.items()) if name.startswith(BITS)},
    }


def cpu_model() -> str:
    """Returns the processor's name, as the operating system gives it."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, "") or platform.processor() or platform.machine()


def installed_version(distribution: str) -> str | None:
    """Returns the version of a distribution, None where it is not installed."""
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def changed_code(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Returns a phrase for each component whose modules are not the same in two results of `experiment_code`."""
    found = []
    for key in then.keys() & now.keys():
        old, new = then[key]["sources"], now[key]["sources"]
        modules = [name for name in old.keys() | new.keys() if old.get(name) != new.get(name)]
        found += [f"the code of {key.replace(':', ' ')} changed ({some(sorted(modules))})"] if modules else []
    return sorted(found)


def unknown_code(code: Mapping[str, Any]) -> list[str]:
    """Returns a phrase for each component whose code cannot be read: what is not known is not known to be the same."""
    unknown = {key: [name for name, digest in each["sources"].items() if digest is None] for key, each in code.items()}
    return [
        f"the code of {key.replace(':', ' ')} is not known ({some(sorted(names))})"
        for key, names in unknown.items()
        if names
    ]
