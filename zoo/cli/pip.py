"""pip of the Python that runs the zoo, and what a package's plugins provide, asked in a process of its own."""

from __future__ import annotations

import importlib
import importlib.util
import subprocess
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from zoo.errors import PluginError, shell_quote
from zoo.health import plugins
from zoo.plugin.discovery import OWN, Provider, find, normalise


def run(*arguments: str) -> int:
    """Runs pip, which prints what it does, and returns its exit status. Raises `PluginError` where there is none."""
    if importlib.util.find_spec("pip") is None:
        hint = shell_quote(sys.executable, "-m", "ensurepip")
        raise PluginError("There is no pip to install packages with.", cause=f"{sys.executable} has none.", hint=hint)
    sys.stdout.flush()
    words = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    return subprocess.run(words, check=False).returncode  # noqa: S603 - what was typed


def typed(*arguments: str) -> str:
    """Returns pip's command as a shell takes it."""
    return shell_quote(sys.executable, "-m", "pip", *arguments)


def plugins_of(distributions: Iterable[str]) -> list[dict[str, Any]]:
    """Returns what `zoo plugins --json` says of the plugins of some distributions."""
    importlib.invalidate_caches()
    names = {normalise(name) for name in distributions} - {OWN}
    providers = [found.provider for found in find()]
    return [
        each for name in sorted(names) for each in _loaded([p for p in providers if normalise(p.distribution) == name])
    ]


def _loaded(providers: Sequence[Provider]) -> list[dict[str, Any]]:
    """Loads the plugins of one distribution beside the zoo's own, in a process that they may end or hold up."""
    if not providers:
        return []
    try:
        found = plugins.reports({"ZOO_PLUGINS": f"{OWN},{providers[0].distribution}"})
    except PluginError as error:
        problem = {"reason": error.message, "remedy": shell_quote("zoo", "uninstall", providers[0].distribution)}
        return [{**vars(each), "provides": {}, "problems": [problem]} for each in providers]
    return [each for each in found if each["distribution"] == providers[0].distribution]


def components(plugin: dict[str, Any]) -> str:
    """Returns what a plugin provides: `model vit, augmenter blur`."""
    provided = [f"{kind} {name}" for kind, names in plugin["provides"].items() for name in names]
    return ", ".join(provided) or "nothing"
