"""Which names a new package can have: one that is written well, and that nothing else has, here or installed."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import itertools
import keyword
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from zoo.errors import UsageError, with_article
from zoo.experiments.registry import Registry
from zoo.plugin.components import PARTS
from zoo.plugin.expressions import is_name
from zoo.scaffold.package import MARK, Package

LONGEST = 30
"""Letters of a name; the names of components begin with it, and have at most ten more."""


def refuse(package: Package, into: Path, registry: Registry) -> None:
    """Raises `UsageError` where `package` cannot be written below `into`, or not be used beside what is installed."""
    if not is_name(package.name) or len(package.name) > LONGEST:
        message = f"{package.name!r} cannot be the name of a package."
        reason = f"It is at most {LONGEST} small letters and digits, in words joined by '-'; its folder is made here"
    elif taken := _taken(package, into, registry):
        message, reason = f"A new package cannot be called {package.name!r}; nothing was written.", taken
    else:
        return
    free = next(name for name in _alike(package.name) if not _taken(replace(package, name=name), into, registry))
    some = [f" --{kind}" for kind in package.kinds] if len(package.kinds) < len(PARTS) else []
    raise UsageError(message, cause=f"{reason}.", hint=f"zoo new {free}{''.join(some)}")


def _alike(name: str) -> Iterator[str]:
    """Yields names like `name` that are written well, without an end."""
    words = re.sub(r"[^a-z0-9]+", "-", os.path.basename(name).lower()).strip("-")[: LONGEST - 8].strip("-")
    marked = words if words.startswith(MARK) else f"{MARK}{words or 'plugin'}"
    yield from (each for each in (words, marked) if is_name(each))
    yield from (f"{marked}-{number}" for number in itertools.count(2))


def _taken(package: Package, into: Path, registry: Registry) -> str | None:
    """Returns what has a name that the package would have, or None where nothing does."""
    if os.path.lexists(into / package.name):
        return f"{into / package.name} is there already"
    if keyword.iskeyword(package.module):
        return f"Python cannot import what is called {package.module!r}"
    if _installed(package.name):
        return f"A package {package.name} is installed"
    if found := importlib.util.find_spec(package.module):
        return f"Python has a module {package.module} already: {found.origin or 'a folder'}"
    known = {*registry.components, *registry.clashes}
    known |= {(kind, name) for kind, names in registry.catalogue.presets.items() for name in names}
    own = ((kind, package.component(kind)) for kind in package.kinds)
    return next(
        (f"There is {with_article(kind)} {name!r} already" for kind, name in own if (kind, name) in known), None
    )


def _installed(name: str) -> bool:
    try:
        importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True
