"""What is installed: the zoo, Python, the libraries it needs; and what the environment and this directory say."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
from collections.abc import Iterator

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from zoo.errors import StoreError, shell_quote
from zoo.experiments import catalogue
from zoo.experiments.provenance import BITS, LIBRARIES, installed_version
from zoo.health.diagnosis import Diagnosis
from zoo.plugin.discovery import OWN
from zoo.store import address
from zoo.store.shared import place


def versions() -> Iterator[Diagnosis]:
    """Yields the versions of the zoo, of Python and of the libraries; and each that is not what the zoo needs."""
    distribution = importlib.metadata.distribution(OWN)
    own = f"{distribution.version}, Python {platform.python_version()} ({sys.executable}), {platform.platform()}"
    yield Diagnosis("zoo", "ok", own)
    wanted = SpecifierSet(distribution.metadata["Requires-Python"])
    if platform.python_version() not in wanted:
        found = f"Python {platform.python_version()} is none of those that it was made for: {wanted}"
        yield Diagnosis("zoo", "warning", found, "python3.11 -m venv .venv")
    yield from _libraries([Requirement(text) for text in distribution.requires or ()])


def settings() -> Iterator[Diagnosis]:
    """Yields what the environment and the working directory change. Raises `UsageError` for a catalogue with errors."""
    known = {name: value for name, value in sorted(os.environ.items()) if name.startswith(("ZOO_", *BITS))}
    named = [f"{name}={_without_password(name, value)}" for name, value in known.items()]
    yield Diagnosis("settings", "ok", " ".join(named) or "no variable is set that changes anything")
    found = catalogue.load()
    if found.note:
        yield Diagnosis(
            "settings", "warning", found.note, f"mv {catalogue.FILE} {catalogue.HERE}   (if it is the zoo's)"
        )
    if here := sorted({str(origin) for origin in found.origins.values()} - {str(catalogue.path())}):
        yield Diagnosis("settings", "ok", f"{' and '.join(here)} is laid over the zoo's own names")


def _without_password(name: str, value: str) -> str:
    """Returns what a variable says, as people may see it."""
    if name != "ZOO_STORE":
        return place.shown(value)
    try:
        return address.shown(address.parse(value))
    except StoreError:
        return "…"  # which part of it is a password, nobody knows


def _libraries(requirements: list[Requirement]) -> Iterator[Diagnosis]:
    """Yields what is not as required, then the versions that results depend on."""
    needed = [each for each in requirements if each.marker is None or each.marker.evaluate({"extra": ""})]
    for each in needed:
        version = installed_version(each.name)
        if version is None or not each.specifier.contains(version, prereleases=True):
            found = f"{each.name} {f'{version} is not {each.specifier}' if version else 'is not installed'}"
            yield Diagnosis("libraries", "problem", found, f"zoo install {shell_quote(f'{each.name}{each.specifier}')}")
    said = [f"{name} {version}" for name in LIBRARIES if name != OWN and (version := installed_version(name))]
    yield Diagnosis("libraries", "ok", ", ".join(said))
