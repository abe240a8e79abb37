"""The plugins, loaded in a process of their own: what they provide, and what is wrong with them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from zoo.errors import PluginError
from zoo.health.diagnosis import Diagnosis

PATIENCE = 60.0
"""Seconds to load the plugins: a tenth of one each at most, where nothing is wrong."""


def plugins() -> Iterator[Diagnosis]:
    """Yields the problems of each plugin, and who provides how many components. Raises `PluginError` where one of them
    ends the process, or does not load in time."""
    found = reports()
    for each in found:
        for problem in each["problems"]:
            yield Diagnosis("plugins", "problem", f"{each['plugin']} {problem['reason']}", problem["remedy"])
        if each["slow"]:
            slow = f"{each['plugin']} is slow: {each['slow']} when it is loaded"
            yield Diagnosis("plugins", "warning", slow, "import it inside the component's callables")
    numbers = [f"{each['plugin']} ({sum(map(len, each['provides'].values()))})" for each in found if each["provides"]]
    yield Diagnosis("plugins", "ok", f"{', '.join(numbers) or 'none'}")


def reports(variables: Mapping[str, str] = MappingProxyType({}), patience: float = PATIENCE) -> list[dict[str, Any]]:
    """Returns what `zoo plugins --json` says in a process of its own.

    Args:
        variables: of the environment, beside those of this process.

    Raises:
        PluginError: a plugin ends that process, or is not loaded in time.
    """
    words = [sys.executable, "-m", "zoo", "plugins", "--json"]
    try:
        asked = subprocess.run(  # noqa: S603 - this very program
            words, env={**os.environ, **variables}, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=patience,
            check=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise PluginError(f"is not loaded after {patience:g} seconds", hint="zoo plugins") from error
    except subprocess.CalledProcessError as error:
        raise PluginError(
            f"ends the process that loads it, with status {error.returncode}", hint="zoo plugins"
        ) from error
    return list(json.loads(asked.stdout))
