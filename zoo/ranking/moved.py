"""Data that moved are the same data: what differs in its path alone, and has one fingerprint, is one dataset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from zoo.plugin import expressions
from zoo.plugin.expressions import Term

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.store import Finished


def homes(registry: Registry, seen: Mapping[str, str]) -> dict[str, str]:
    """Returns the expression under which each dataset stands that runs saw at several places.

    That is the one that a preset means, else the last.

    Args:
        seen: by expression, the fingerprint that a run saw last.
    """
    places: dict[tuple[str, str], list[str]] = {}
    for expression, data in seen.items():
        if what := _without_paths(registry, expression):
            places.setdefault((what, data), []).append(expression)
    found: dict[str, str] = {}
    for same in filter(lambda same: len(same) > 1, places.values()):
        named = [expression for expression in same if registry.label("dataset", expression) != expression]
        found |= dict.fromkeys(same, (named or same)[-1])
    return found


def gathered(groups: Iterable[Sequence[Finished]], homes: Mapping[str, str]) -> Iterator[Sequence[Finished]]:
    """Yields groups of runs, those that differ in the place of their data alone as one: the runs at its home first."""
    moved: dict[tuple[object, ...], list[Finished]] = {}
    for group in groups:
        one = group[0]
        if home := homes.get(one.dataset):
            key = home, one.model, one.augmenter, one.recipe, one.limit, one.validation
            there, before = [run._replace(dataset=home) for run in group], moved.get(key, [])
            moved[key] = there + before if one.dataset == home else before + there
        else:
            yield group
    yield from moved.values()


def _without_paths(registry: Registry, expression: str) -> str | None:
    """Returns a dataset's expression without the values that say where it is; None where there are none."""
    ((term, *_), *_) = expressions.parse(expression)
    if term.name not in registry.names("dataset"):
        return None
    parameters = registry.component("dataset", term.name).parameters
    what = {
        name: value
        for name, value in term.values.items()
        if name not in parameters or Path not in (parameters[name].type, *get_args(parameters[name].type))
    }
    return None if len(what) == len(term.values) else str(Term(term.name, what))
