"""The interface that plugins are written for: its number, which a plugin may state, and what has another name by now.

What is added raises the number, and breaks no plugin. What is to go warns for one interface at least, and names what
stands in its place.
"""

from __future__ import annotations

import importlib.util
import re
import warnings
from pathlib import Path
from typing import Any, NamedTuple

from zoo.errors import PluginError

INTERFACE = 2
"""1: six hooks, of datasets, models, augmenters, recipes, launchers and probes. 2: hooks of events, a plugin's own
`registry.yaml`, zoofiles; what `zoo.load` gave is `zoo.trained`."""

STATEMENT = "zoo_interface"
"""The name by which a plugin's module states the interface that it was written for."""


class Replaced(NamedTuple):
    """A public name that is to go: what stands in its place, and the first interface without it."""

    by: str
    gone: int


REPLACED = {
    "Happened": Replaced("TaskEvent", gone=3),
    "Launch": Replaced("LaunchConfig", gone=3),
    "write_whole": Replaced("atomic_write", gone=3),
}


class Outdated(DeprecationWarning):
    """A plugin uses what is to go."""


def current(name: str) -> str:
    """Returns what a public name is called now. Warns where that is another one, and raises `AttributeError` where the
    old one has gone."""
    if name not in REPLACED:
        return name
    by, gone = REPLACED[name]
    if gone <= INTERFACE:
        raise AttributeError(f"zoo.{name} has gone with interface {gone}: it is called zoo.{by}")
    warnings.warn(f"zoo.{name} is called zoo.{by} now, and goes with interface {gone}", Outdated, stacklevel=3)
    return by


def stated(module: Any) -> int | None:
    """Returns the interface that a plugin states, None where it states none.

    Raises:
        PluginError: it states what is no number, or an interface that is to come.
    """
    number = getattr(module, STATEMENT, None)
    if number is not None and (type(number) is not int or number < 1):
        hint = f"write {STATEMENT} = {INTERFACE}, a number from 1"
        raise PluginError(f"states {STATEMENT} = {number!r}", hint=hint)
    if number is not None and number > INTERFACE:
        raise _to_come(number)
    return number


def refuse_later(module: str) -> None:
    """Raises `PluginError` where the file of a module that could not be imported states an interface that is to come:
    no wonder then."""
    try:
        origin = getattr(importlib.util.find_spec(module), "origin", None)
        text = Path(origin or "").read_text(encoding="utf-8", errors="replace")
    except (ImportError, ValueError, OSError, AttributeError):  # no module, a built-in one, or one without a file
        return
    found = re.search(rf"^{STATEMENT}\b[^=\n]*=\s*(\d+)", text, re.MULTILINE)
    if found and int(found[1]) > INTERFACE:
        raise _to_come(int(found[1]))


def _to_come(number: int) -> PluginError:
    reason = f"was written for interface {number} of the zoo, and this zoo has {INTERFACE}"
    return PluginError(reason, hint="zoo install --upgrade keras-zoo")
