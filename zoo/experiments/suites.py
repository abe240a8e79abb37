"""Suites: named sets of experiments, in the words that the options of `zoo run` have."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from zoo.errors import did_you_mean
from zoo.experiments.options import READERS
from zoo.plugin import expressions
from zoo.plugin.components import PARTS
from zoo.plugin.parameters import format_value

WORDS = (*PARTS, *READERS)

Words = Mapping[str, str]
"""Options of `zoo run` by name, each as it would be typed."""


@dataclass(frozen=True, kw_only=True)
class Suite:
    """A suite of the catalogue.

    Args:
        summary: one line.
        runs: the options of each `zoo run` that the suite is made of.
        expected: the results expected of it, as the catalogue has them.
    """

    name: str
    summary: str = ""
    runs: tuple[Words, ...]
    expected: Any = None


def read(name: str, entry: Any) -> Suite:
    """Returns the suite that a mapping of the catalogue describes: words for all of its runs, and under `runs` a list
    of mappings whose words win.

    Raises:
        ValueError: it has another form.
    """
    if not expressions.is_name(name):
        raise ValueError(f"Invalid name of a suite. Expected: {expressions.NAME}. Received: {name!r}")
    where = f"the suite {name!r}"
    if not isinstance(entry, Mapping):
        raise ValueError(f"Invalid value of {where}. Expected a mapping. Received: {entry!r}")
    common = {key: value for key, value in entry.items() if key not in ("summary", "runs", "expected")}
    runs = entry.get("runs", [{}])
    if not isinstance(runs, list) or not runs or not all(isinstance(run, Mapping) for run in runs):
        raise ValueError(f"Invalid `runs` of {where}. Expected a list of mappings. Received: {runs!r}")
    return Suite(
        name=name,
        summary=" ".join(str(entry.get("summary", "")).split()),
        runs=tuple(_complete(over(words(common, where), words(run, where)), where) for run in runs),
        expected=entry.get("expected"),
    )


def words(mapping: Mapping[str, Any], where: str, allowed: Collection[str] = WORDS) -> dict[str, str]:
    """Returns a mapping of options as they would be typed: a list is alternatives between commas.

    Raises:
        ValueError: a key that is none of `allowed`, or a value that cannot be typed.
        UsageError: an expression that cannot be read.
    """
    for key in mapping:
        if key not in allowed:
            guess = did_you_mean(str(key), allowed) or f"Expected one of {', '.join(allowed)}."
            raise ValueError(f"Invalid word {key!r} in {where}. {guess}")
    return {key: _typed(key, value, where) for key, value in mapping.items()}


def over(below: Words, above: Words) -> dict[str, str]:
    """Returns options laid over others: of what both say, what is above. `seeds` and `seed` are two forms of one."""
    hidden = {"seeds", "seed"} if {"seeds", "seed"} & set(above) else set()
    return {**{key: value for key, value in below.items() if key not in hidden}, **above}


def _complete(run: dict[str, str], where: str) -> Words:
    missing = [kind for kind in ("dataset", "model") if kind not in run]
    if missing:
        raise ValueError(f"A run of {where} has no `{missing[0]}`.")
    if {"seeds", "seed"} <= set(run):
        raise ValueError(f"A run of {where} has `seeds` and `seed`, which exclude each other.")
    return run


def _typed(key: str, value: Any, where: str) -> str:
    items = value if isinstance(value, list) else [value]
    if not items or any(isinstance(item, (list, Mapping)) for item in items):
        raise ValueError(f"Invalid `{key}` in {where}. Expected text, a number or a list. Received: {value!r}")
    text = ",".join(map(format_value, items))
    try:
        READERS.get(key, expressions.parse)(text)
    except ValueError as error:
        raise ValueError(f"Invalid `{key}` in {where}. {error}") from error
    return text
