"""Suites: named sets of experiments, in the words that the options of `zoo run` have."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from zoo.errors import did_you_mean
from zoo.experiments import expected
from zoo.experiments.expected import Expected
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
        expected: by the place of a run, what is expected of it; `than` of it are all words of the other run.
    """

    name: str
    summary: str = ""
    runs: tuple[Words, ...]
    expected: Mapping[int, Expected] = field(default_factory=dict)


def read(name: str, entry: Any) -> Suite:
    """Returns the suite that a mapping of the catalogue describes: words for all of its runs, and under `runs` a list
    of mappings whose words win; `expected` in a run is what `zoo.experiments.expected.read` takes.

    Raises:
        ValueError: it has another form.
    """
    if not expressions.is_name(name):
        raise ValueError(f"Invalid name of a suite. Expected: {expressions.NAME}. Received: {name!r}")
    where = f"the suite {name!r}"
    if not isinstance(entry, Mapping):
        raise ValueError(f"Invalid value of {where}. Expected a mapping. Received: {entry!r}")
    if {"expected", "runs"} <= set(entry):
        raise ValueError(f"`expected` of {where} stands beside `runs`. Expected it in the run that it is of.")
    common = {key: value for key, value in entry.items() if key not in ("summary", "runs", "expected")}
    given = entry.get("runs", [{"expected": entry["expected"]} if "expected" in entry else {}])
    if not isinstance(given, list) or not given or not all(isinstance(run, Mapping) for run in given):
        raise ValueError(f"Invalid `runs` of {where}. Expected a list of mappings. Received: {given!r}")
    own = [{key: value for key, value in run.items() if key != "expected"} for run in given]
    runs = tuple(_complete(over(words(common, where), words(run, where)), where) for run in own)
    return Suite(
        name=name,
        summary=" ".join(str(entry.get("summary", "")).split()),
        runs=runs,
        expected={
            place: _expected(run["expected"], runs, place, f"run {place + 1} of {where}")
            for place, run in enumerate(given)
            if "expected" in run
        },
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


def _expected(entry: Any, runs: Sequence[Words], place: int, where: str) -> Expected:
    """Returns what is expected of a run, which is one combination; of another run, all words in place of some."""
    found, run = expected.read(entry, where), runs[place]
    other = run if found.than is None else over(run, words(found.than, f"`{found.relation}` of {where}"))
    if found.than is not None and (other == run or other not in runs):
        typed = ", ".join(f"{key}: {value}" for key, value in other.items())
        raise ValueError(f"`{found.relation}` of {where} is no other run of it, word for word, defaults too: {typed}")
    for kind in PARTS:
        if any(len(expressions.parse(each.get(kind, "none"))) > 1 for each in (run, other)):
            raise ValueError(f"`expected` of {where} is of one combination, and there are several {kind}s.")
    return replace(found, than=None if found.than is None else other)


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
