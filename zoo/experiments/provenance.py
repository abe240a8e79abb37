"""What made a result: the source files of its components, the versions of the libraries, the machine."""

from __future__ import annotations

import ast
import functools
import hashlib
import importlib.metadata
import importlib.util
import inspect
import os
import platform
import sys
from collections.abc import Iterable
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry
    from zoo.plugin.components import Component

PROTOCOL = 1
"""Raised when the core changes what a run's numbers mean; runs of another protocol are stale."""

LIBRARIES = ("keras-zoo", "keras", "tensorflow", "numpy", "scipy", "scikit-learn", "pillow")


def component_sources(component: Component) -> dict[str, str]:
    """Returns the SHA-256 of each source file behind a component: those that define its callables, and what these
    import from their own package. Keys are module names."""
    modules: set[str] = set()
    for function in component.functions:
        _follow(getattr(inspect.unwrap(getattr(function, "func", function)), "__module__", None), modules)
    return {name: _file_hash(path) for name in sorted(modules) if (path := _module_file(name))}


def experiment_code(registry: Registry, experiment: Experiment) -> dict[str, Any]:
    """Returns, for each component of an experiment, who provided it and the hashes of its sources."""
    return {f"{kind}:{part.name}": component_code(registry, kind, part.name) for kind, part in experiment.parts()}


def component_code(registry: Registry, kind: str, name: str) -> dict[str, Any]:
    """Returns who provides a component and the hashes of its sources."""
    provider = registry.provider(kind, name)
    return {
        "distribution": provider.distribution,
        "version": provider.version,
        "sources": component_sources(registry.component(kind, name)),
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
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _follow(module: str | None, found: set[str]) -> None:
    if not module or module in found or module == "__main__" or not (path := _module_file(module)):
        return
    found.add(module)
    package = module.split(".")[0]
    for imported in _imports(path, module):
        if imported.split(".")[0] == package:
            _follow(imported, found)


@functools.cache
def _imports(path: str, module: str) -> tuple[str, ...]:
    """Returns the absolute names of the modules that a source file imports, wherever in it the import stands."""
    names: list[str] = []
    parent = module if Path(path).name == "__init__.py" else module.rpartition(".")[0]
    try:
        tree = ast.parse(Path(path).read_bytes())
    except SyntaxError:  # a file for another Python, which this one never imports
        return ()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, parent)
            names += [base, *(f"{base}.{alias.name}" for alias in node.names)]
    return tuple(names)


def _absolute(node: ast.ImportFrom, parent: str) -> str:
    if not node.level:
        return node.module or ""
    above = parent.split(".")[: len(parent.split(".")) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])


@functools.cache
def _module_file(module: str) -> str | None:
    """Returns a module's source file, or None where there is none (a name that is not a module, a compiled one)."""
    spec = _spec(module)
    origin = getattr(sys.modules.get(module), "__file__", None) or (spec.origin if spec else None)
    return origin if origin and origin.endswith(".py") and os.path.exists(origin) else None


@functools.cache
def _spec(module: str) -> ModuleSpec | None:
    """Finds a module without importing it or its parents, as `importlib.util.find_spec` would: they may be heavy."""
    loaded = getattr(sys.modules.get(module), "__spec__", None)
    if loaded is not None:
        return loaded
    parent = module.rpartition(".")[0]
    try:
        if not parent:
            return importlib.util.find_spec(module)
        above = _spec(parent)
        folders = above.submodule_search_locations if above else None
        return PathFinder.find_spec(module, folders) if folders else None
    except (ImportError, ValueError, AttributeError):
        return None


@functools.cache
def _file_hash(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def _version(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def describe(sources: Iterable[str]) -> str:
    """Returns the names of source files as a short list for messages."""
    names = sorted(sources)
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
