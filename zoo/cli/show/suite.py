"""`zoo show SUITE`: what a suite trains, read off the catalogue alone."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from zoo.cli import output
from zoo.cli.output import say
from zoo.experiments import suites
from zoo.experiments.options import READERS
from zoo.plugin import expressions
from zoo.plugin.components import PARTS
from zoo.ranking.tables.figures import percent, points

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.experiments.suites import Words


def describe(registry: Registry, name: str) -> dict[str, Any]:
    """Returns the description of a suite as JSON has it; its runs with the catalogue's defaults.

    Raises:
        UsageError: there is none of that name.
    """
    suite = registry.suite(name)
    runs = [suites.over(registry.catalogue.defaults, run) for run in suite.runs]
    return {
        "kind": "suite",
        "name": name,
        "summary": suite.summary,
        "file": registry.catalogue.origin("suites", name),
        "runs": runs,
        "experiments": len({(*row.items(), seed) for run in runs for row in _rows(run) for seed in _seeds(run)}),
        "expected": [
            {
                "run": place + 1,
                **asdict(each),
                "than": each.than and suites.over(registry.catalogue.defaults, each.than),
            }
            for place, each in suite.expected.items()
        ],
        "example": f"zoo verify {name}" if suite.expected else f"zoo run --suite {name} --dry-run",
    }


def show(described: dict[str, Any]) -> None:
    """Prints a description."""
    say(output.bold(described["name"]), f": a suite of {described['experiments']} experiments")
    say(textwrap.fill(described["summary"], output.width()))
    say(f"From {described['file']}\n")
    seeds = [run.get("seeds") or f"seed {run.get('seed', '0')}" for run in described["runs"]]
    rows = [{**row, "seeds": typed} for run, typed in zip(described["runs"], seeds, strict=True) for row in _rows(run)]
    headers = [word for word in (*PARTS, *READERS) if any(word in row for row in rows)]
    cells = [[row.get(header, "-") for header in headers] for row in rows]
    output.table(cells, [header.replace("_", " ") for header in headers])
    if described["expected"]:
        say("\nExpected:")
        for entry in described["expected"]:
            say(f"  {_combination(described['runs'][entry['run'] - 1])}: {_expectation(entry)}")
            say(f"    {entry['source']}" + (f" ({entry['note']})" if entry["note"] else ""))
    say(f"\nExample: {described['example']}")


def _combination(run: Words) -> str:
    return ", ".join(run[kind] for kind in PARTS if kind in run)


def _expectation(entry: Mapping[str, Any]) -> str:
    """Returns what is expected of a run: `98.38%, or within 0.30 points of it`, `below mnist, mlp, none, article`."""
    if entry["accuracy"] is None:
        return f"{entry['relation']} {_combination(entry['than'])}"
    within = f", or within {points(entry['within'])} of it" if entry["within"] else ""
    return f"{percent(entry['accuracy'])}{within}"


def _rows(run: Words) -> list[dict[str, str]]:
    """Returns the words of each combination of a run. Nothing is looked up: what is named may not be installed."""
    kinds = [kind for kind in PARTS if kind in run]
    alternatives = [map(expressions.format_chain, expressions.parse(run[kind])) for kind in kinds]
    settings = {word: run[word] for word in READERS if word in run and word not in ("seeds", "seed")}
    return [{**dict(zip(kinds, row, strict=True)), **settings} for row in itertools.product(*alternatives)]


def _seeds(run: Words) -> tuple[int, ...]:
    return tuple(range(READERS["seeds"](run["seeds"]))) if "seeds" in run else READERS["seed"](run.get("seed", "0"))
