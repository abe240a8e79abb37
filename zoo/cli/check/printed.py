"""What `zoo check` prints: a line for each component; below it what did not pass, once for all that it concerns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from zoo.cli import output
from zoo.cli.output import say
from zoo.errors import some
from zoo.ranking.tables.figures import duration
from zoo.ranking.tables.table import Column, fold

if TYPE_CHECKING:
    from zoo.testing.results import Result, Status

STATUSES: tuple[Status, ...] = ("passed", "failed", "expected", "skipped")
STYLES: dict[Status, str] = {"passed": "good", "failed": "bad", "expected": "warning"}
MOST = 4
"""So many components are named where one thing concerns several."""


def show(results: Sequence[Result]) -> None:
    """Prints what came of checks, within the width of the terminal."""
    counts = Counter(result.status for result in results)
    shown = [status for status in STATUSES if counts[status]]
    rows = [_row(name, list(several), shown) for name, several in groupby(results, _component)]
    numbers = [Column(status, right=True, style=_style(status)) for status in shown]
    output.table(rows, ["component", *numbers, Column("time", right=True)])
    figures = [result for result in results if result.status == "passed" and result.found]
    for check in dict.fromkeys(result.check for result in figures):
        _paragraph(check, {result.name: result.found for result in figures if result.check == check})
    for result, names in _alike(results, "skipped", lambda result: result.reason):
        reason, _, remedy = result.reason.partition(" Try: ")
        _paragraph(f"skipped for {names}", {"Because": reason, **({"Try": remedy} if remedy else {})})
    for result, names in _alike(results, "expected", lambda result: (result.check, result.reason)):
        _paragraph(f"{result.check}: {names}, as expected", {"Found": result.found, "Because": result.reason})
    for result, names in _alike(results, "failed", lambda result: (result.check, result.expected, result.found)):
        told = {"Expected": result.expected, "Found": result.found, "To mend it": result.remedy}
        _paragraph(f"{result.check}: {names}", told)
    say("\n", f"{', '.join(f'{counts[status]} {status}' for status in shown)}.")


def _style(status: Status) -> Callable[[object], str]:
    return lambda row: STYLES.get(status, "")


def _component(result: Result) -> str:
    return f"{result.kind} {result.name}"


def _row(name: str, results: list[Result], shown: Sequence[str]) -> list[str]:
    counts = Counter[str](result.status for result in results)
    numbers = [str(counts[status] or "") for status in shown]
    return [name, *numbers, duration(sum(result.seconds for result in results))]


def _alike(results: Iterable[Result], status: str, key: Callable[[Result], object]) -> Iterable[tuple[Result, str]]:
    """Yields one of all results that say the same, and the components that they are of."""
    alike: dict[object, list[Result]] = {}
    for result in (result for result in results if result.status == status):
        alike.setdefault(key(result), []).append(result)
    for several in alike.values():
        yield several[0], some(dict.fromkeys(map(_component, several)), MOST)


def _paragraph(title: str, told: dict[str, str]) -> None:
    say("\n", output.bold(title))
    place = max(map(len, told)) + 2
    for what, text in told.items():
        for number, line in enumerate(fold(text, output.width() - 2 - place)):
            say("  ", ("" if number else f"{what}:").ljust(place), line.rstrip())
