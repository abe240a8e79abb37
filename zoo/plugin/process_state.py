"""Changes that a plugin makes to the process it runs in, its settings or others' functions: found, and undone."""

from __future__ import annotations

import contextlib
import itertools
import sys
import types
from collections.abc import Collection, Iterator
from operator import call, is_
from typing import Any, NamedTuple

from zoo.plugin import process_settings

SEARCH_PATH = ("sys.path", "sys.meta_path", "sys.path_hooks")
"""Settings that a plugin in use may keep changed: it may need them for what it imports later."""

WATCHED = ("builtins", "os", "time", "random", "zoo", "numpy", "keras")
"""Packages whose functions and classes are put back where a plugin replaces them."""

MEMBERS = (types.FunctionType, staticmethod, classmethod, property)


class Changes(NamedTuple):
    """What changed, by name: what was `undone`, and what `stays` because nothing undoes it."""

    undone: list[str]
    stays: list[str]


class ProcessState:
    """The process as it is at this moment, with those libraries that are imported by now."""

    def __init__(self) -> None:
        self._settings = {setting: setting.read() for setting in process_settings.present()}
        self._places, self._functions = map(tuple, zip(*_functions(), strict=True))
        self._looks = tuple((vars(owner).get, name) for owner, name in self._places)

    def restore(self, *, keep: Collection[str] = ()) -> Changes:
        """Puts back what was changed.

        Args:
            keep: names of settings that may stay as they are now, and are to stay so from now on.
        """
        changes = Changes([], [])
        self._settings |= {setting: setting.read() for setting in self._settings if setting.name in keep}
        for setting, then in self._settings.items():
            if setting.read() == then:
                continue
            with contextlib.suppress(Exception):  # the next line sees that it is not what it was
                setting.write(then)
            (changes.undone if setting.read() == then else changes.stays).append(setting.name)
        now = itertools.starmap(call, self._looks)
        if not all(map(is_, now, self._functions)):  # in C: they are a thousand, for each of 300 plugins
            for (owner, name), function in zip(self._places, self._functions, strict=True):
                if vars(owner).get(name) is not function:
                    setattr(owner, name, function)
                    changes.undone.append(f"{owner.__name__}.{name}")
        return changes


def _functions() -> Iterator[tuple[tuple[Any, str], Any]]:
    """Yields the functions and classes of the watched packages, and the methods of these classes, by their place."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] not in WATCHED or not isinstance(module, types.ModuleType):
            continue
        for key, value in list(vars(module).items()):
            if callable(value):
                yield (module, key), value
            if isinstance(value, type) and value.__module__ == name:
                yield from (
                    ((value, key), member) for key, member in vars(value).items() if isinstance(member, MEMBERS)
                )
