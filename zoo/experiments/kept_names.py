"""Names that are kept by commands that load plugins, for those that do not: components, parameters, presets, suites."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zoo import paths
from zoo.errors import StoreError
from zoo.files import atomic_write
from zoo.plugin import zoofile
from zoo.plugin.choice import chosen
from zoo.plugin.components import KINDS
from zoo.plugin.discovery import Provider
from zoo.plugin.expressions import encode
from zoo.secrets import worker_environment

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.plugin.parameters import Parameter

MOST = 8
"""How many sets of names are kept: one for each folder with names of its own, and each environment."""

PATIENCE = 20.0
"""Seconds to load the plugins where nothing is kept yet."""

HERE = ("zoo.yaml", "registry.yaml", zoofile.FILE)
"""The files of the working directory that names are from."""

Names = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""By kind, `suite` too, and name: its `summary`, and of a component its `parameters`: what each has to be, and its
choices."""


def keep(registry: Registry) -> None:
    """Keeps the names of a registry, where the zoo has a folder already and something is new. A disk that refuses
    costs the shell a moment later, and this command nothing."""
    if not paths.home().is_dir():
        return
    kept, key, found = _kept(), _key(report.provider for report in registry.plugins), _names(registry)
    if kept.get(key) != found:
        others = [(other, names) for other, names in kept.items() if other != key][1 - MOST :]
        with contextlib.suppress(StoreError):
            atomic_write(_file(), json.dumps(dict([*others, (key, found)])), synced=False)


@functools.cache
def known() -> Names:
    """Returns the names that are kept for these plugins and this directory. Where none are, `zoo list` is run, which
    keeps them; and where that fails there are none."""
    import subprocess

    key = _key(found.provider for found in chosen((), zoofile.here()))
    if (names := _kept().get(key)) is None:
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            paths.home().mkdir(parents=True, exist_ok=True)
            words, nothing = [sys.executable, "-m", "zoo", "list"], subprocess.DEVNULL
            variables = {name: value for name, value in worker_environment().items() if name != "_ZOO_COMPLETE"}
            subprocess.run(  # noqa: S603 - this very program
                words, env=variables, stdin=nothing, stdout=nothing, stderr=nothing, timeout=PATIENCE, check=True
            )
        names = _kept().get(key, {})
    return defaultdict(dict, names)


def _key(providers: Iterable[Provider]) -> str:
    """Returns what changes when other plugins are installed or chosen, or a file of this directory changes."""
    files = [(path, stat.st_mtime_ns, stat.st_size) for path in HERE if (stat := _stat(path))]
    where = os.getcwd() if files else ""
    text = json.dumps([sys.prefix, where, files, [[each.plugin, each.version] for each in providers]])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _stat(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except OSError:
        return None


def _file() -> Path:
    return paths.home() / "names.json"


def _kept() -> dict[str, Names]:
    """Returns all that is kept, oldest first; nothing where there is none that can be read: it is made anew."""
    try:
        found = json.loads(_file().read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _names(registry: Registry) -> Names:
    catalogue = registry.catalogue
    names: dict[str, dict[str, dict[str, Any]]] = {kind: {} for kind in KINDS}
    for (kind, name), (component, _) in sorted(registry.components.items()):
        parameters = {key: [each.expected, _choices(each)] for key, each in component.parameters.items()}
        names[kind][name] = {"summary": component.summary, "parameters": parameters}
    for kind, presets in catalogue.presets.items():
        names[kind] |= {name: {"summary": f"preset: {expression}"} for name, expression in sorted(presets.items())}
    return {**names, "suite": {name: {"summary": suite.summary} for name, suite in sorted(catalogue.suites.items())}}


def _choices(parameter: Parameter) -> list[str]:
    values = (True, False) if parameter.type is bool else parameter.choices
    return [encode(value) for value in values]
