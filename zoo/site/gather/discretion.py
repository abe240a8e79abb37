"""What goes into a site names no folder of a person: paths are written as `~` and `$ZOO_HOME`."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import NoneType
from typing import Any, TypeVar

from zoo import paths

T = TypeVar("T")

PLAIN = (int, float, bytes, Path, NoneType)
"""What names nothing; a curve has thousands of numbers."""


def discreet(value: T) -> T:
    """Returns a value with `~` in place of the home folder, and `$ZOO_HOME` in place of the zoo's, in all its texts.

    In a command, a shell reads both as the folders that they stand for. Mappings, lists, tuples and dataclasses are
    gone through; whatever else they hold, a `Path` too, is left as it is.
    """
    return _changed(value, _writer())


def _writer() -> Callable[[str], str]:
    """Returns what changes a text: the longer folder first, for one may be in the other."""
    folders = {str(paths.home()): "$ZOO_HOME", os.path.expanduser("~"): "~"}
    known = {folder: name for folder, name in folders.items() if os.path.dirname(folder) != folder}
    if not known:
        return str
    either = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    whole = re.compile(rf"(?<![\w./~-])(?:{either})(?![\w.-])")
    return lambda text: whole.sub(lambda found: known[found[0]], text) if any(map(text.__contains__, known)) else text


def _changed(value: Any, write: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return write(value)
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, Mapping):
        return {_changed(key, write): _changed(item, write) for key, item in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(_changed(item, write) for item in value))
    if isinstance(value, list | tuple):
        return type(value)(_changed(item, write) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return type(value)(**{name: _changed(item, write) for name, item in fields.items()})
    return value
