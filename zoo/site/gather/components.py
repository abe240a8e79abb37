"""The pages of components: each as it is described, with the rows that were made with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from zoo.inspection import described_component
from zoo.site.content import ComponentPage, Line, Pending
from zoo.site.gather import keys
from zoo.site.gather.discretion import discreet
from zoo.site.gather.fingerprints import fingerprint
from zoo.site.gather.runs import without_folder

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry


def described(registry: Registry) -> dict[str, Mapping[str, Any]]:
    """Returns what every installed component is, by the name of its page, as `zoo show NAME --json` prints it."""
    found: dict[str, Mapping[str, Any]] = {}
    for kind, name in sorted(registry.components):
        wanted = described_component.find(registry, name, kind)
        told = described_component.describe(registry, wanted)
        found[keys.component(kind, name)] = discreet({**told, "version": without_folder(told["version"])})
    return found


def titles(found: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[str, str, str]]:
    """Returns kind, name and summary of each."""
    return {key: (each["kind"], each["name"], each["summary"]) for key, each in found.items()}


def pages(found: Mapping[str, Mapping[str, Any]], lines: Iterable[tuple[str, Line]]) -> list[Pending]:
    """Returns the page of each component.

    Args:
        lines: all rows, with what their dataset is called.
    """
    used: dict[str, list[tuple[str, Line]]] = {key: [] for key in found}
    for dataset, line in lines:
        for key in _used(line):
            used[key].append((dataset, line))
    return [_pending(key, each, used[key]) for key, each in found.items()]


def _used(line: Line) -> Iterable[str]:
    return dict.fromkeys(key for several in line.components.values() for key in several)


def _pending(key: str, described: Mapping[str, Any], lines: Sequence[tuple[str, Line]]) -> Pending:
    make = partial(ComponentPage, key=key, described=described, lines=lines)
    return Pending(key=key, fingerprint=fingerprint(described, lines), make=make)
