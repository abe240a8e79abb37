"""The code behind a component: what its callables' modules import from their own distribution, hashed, not imported."""

from __future__ import annotations

import ast
import functools
import hashlib
import importlib.metadata
import importlib.util
import inspect
import os
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from typing import Any

from zoo.plugin.components import Component

CORE = "zoo"
"""The package that is in every plugin's hands. `provenance.PROTOCOL` says when it means another result."""

SHARED = ("site-packages", "dist-packages")
"""Folders whose modules are of many distributions: those that lie beside each other there have nothing in common."""

Hashes = dict[str, str | None]


def hashes(component: Component, distribution: str) -> Hashes:
    """Returns the SHA-256 of each module behind a component, by name; None where its code cannot be read.

    They are the modules that define its callables, and what these import from the modules of the same package or of
    the distribution that provides the component: sources on the disk or in an archive, or what was compiled of them.
    """
    found: Hashes = {}
    for function in component.functions:
        module = getattr(inspect.unwrap(getattr(function, "func", function)), "__module__", None) or "__main__"
        _follow(module, module.partition(".")[0], distribution, found)
    return dict(sorted(found.items()))


def digest(module: str) -> str | None:
    """Returns the SHA-256 of a module's code at this moment, None where it cannot be read."""
    data = _content(module)
    return None if data is None else hashlib.sha256(data).hexdigest()


def modified(module: str) -> float:
    """Returns when a module's file was last modified, in seconds since the epoch; 0 where that is not known."""
    try:
        return os.path.getmtime(_location(module) or "")
    except OSError:
        return 0.0


def forget() -> None:
    """Has files found and read again: somebody may have edited them, or be in another folder."""
    for known in (_read, _spec, _belongs):
        known.cache_clear()


def _follow(module: str, start: str, distribution: str, found: Hashes) -> None:
    if module in found:
        return
    found[module], imports = _read(module)
    for imported in imports:
        if _belongs(imported.partition(".")[0], start, distribution) and _location(imported):
            _follow(imported, start, distribution, found)


@functools.cache
def _belongs(name: str, start: str, distribution: str) -> bool:
    """Whether the top-level module `name` is of the distribution that `start` is of, as its list of files says; else,
    in an editable installation or one without a list, whether it lies beside it."""
    if name in (start, CORE) or name in sys.stdlib_module_names:
        return name == start
    if start in (listed := _listed(distribution)):
        return name in listed
    folder = _folder(start)
    return os.path.basename(folder) not in ("", *SHARED) and PathFinder.find_spec(name, [folder]) is not None


@functools.cache
def _listed(distribution: str) -> frozenset[str]:
    """Returns the top-level modules in a distribution's list of files; none where it has no list that can be read."""
    try:
        files = importlib.metadata.files(distribution) or []
    except Exception:  # noqa: BLE001 - not installed, or a list that was damaged, in whatever way
        return frozenset()
    return frozenset(file.parts[0].partition(".")[0] for file in files)


def _folder(top: str) -> str:
    """Returns the folder or archive that a top-level module lies in; an empty text where there is none."""
    location = _location(top) or ""
    return os.path.dirname(os.path.dirname(location) if _paths(top) else location)


@functools.cache
def _read(module: str) -> tuple[str | None, tuple[str, ...]]:
    """Returns the hash of a module's code, and the absolute names that it imports, wherever in it the import stands."""
    location, data = _location(module), _content(module)
    if location is None or data is None:
        return None, ()
    digest = hashlib.sha256(data).hexdigest()
    if not location.endswith(".py"):
        return digest, tuple(_named_in(data, module))
    parent = module if os.path.basename(location) == "__init__.py" else module.rpartition(".")[0]
    try:
        return digest, tuple(_imported(ast.parse(data), parent))
    except (SyntaxError, ValueError, ImportError):  # a file for another Python, which this one never imports
        return digest, ()


def _imported(tree: ast.AST, parent: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = importlib.util.resolve_name("." * node.level + (node.module or ""), parent)
            yield from [base, *(f"{base}.{alias.name}" for alias in node.names)]


def _named_in(data: bytes, module: str) -> Iterable[str]:
    """Returns the modules around a compiled one that it names: what it imports stands in it as plain text."""
    package = module if _paths(module) else module.rpartition(".")[0]
    beside = [f"{package}.{other.name}" for other in pkgutil.iter_modules(_paths(package))]
    around = [other.name for other in pkgutil.iter_modules([_folder(module.partition(".")[0])])]
    return [name for name in (*beside, *around) if name.rpartition(".")[2].encode() in data]


def _content(module: str) -> bytes | None:
    """Returns what a module's file holds, or None where it has none that can be read."""
    location = _location(module)
    loader: Any = getattr(_spec(module), "loader", None)
    try:
        if location and os.path.isfile(location):
            return Path(location).read_bytes()
        return bytes(loader.get_data(location)) if location and hasattr(loader, "get_data") else None
    except Exception:  # noqa: BLE001 - a stranger's loader may raise anything; what it loads is then not known
        return None


def _location(module: str) -> str | None:
    """Returns where a module's code is: a file, or a place in an archive; None where there is no such module."""
    if module == "__main__":  # another one in each process
        return None
    return getattr(sys.modules.get(module), "__file__", None) or getattr(_spec(module), "origin", None)


def _paths(package: str) -> list[str]:
    """Returns the folders of a package; none for a module."""
    return list(getattr(_spec(package), "submodule_search_locations", None) or ())


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
        return PathFinder.find_spec(module, _paths(parent)) if _paths(parent) else None
    except (ImportError, ValueError, AttributeError):
        return None
