"""`zoo doctor`: what is well and what is not, of the machine and of what is installed, and what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from zoo.cli import context, output
from zoo.cli.output import say

if TYPE_CHECKING:
    from zoo.health.diagnosis import Diagnosis, State

STATES: tuple[State, ...] = ("ok", "problem", "warning")
MARKS: dict[State, str] = {"ok": "good", "problem": "bad", "warning": "warning"}
INDENT = 1 + max(map(len, STATES))


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(as_json: bool) -> int:
    """Examine what training needs: versions, processor, GPU, memory, disk, store, data, plugins.

    TensorFlow and each plugin are tried in processes of their own, which may crash or hang. Exit status 1: something is
    wrong.

    \b
    Examples:
      zoo doctor
      zoo doctor --json
    """
    from zoo.api.progress.view import shown
    from zoo.health import inspections
    from zoo.health.diagnosis import diagnose
    from zoo.progress import track

    flags = context.settings()
    wanted = inspections.everything(flags.disabled)
    with shown():
        told = diagnose(wanted, trace=output.tell if flags.debug else lambda text: None)
        found = [each for several in track(told, len(wanted), "examining", "parts") for each in several]
    if as_json:
        output.json([vars(each) for each in found])
    else:
        _print(found)
    return int(any(each.state == "problem" for each in found))


def _print(found: Sequence[Diagnosis]) -> None:
    """Prints what was found, folded beside what it is about, with its remedy below; and how much of it is not well."""
    from zoo.ranking.tables.table import fold

    places = 1 + max(len(each.about) for each in found)
    for each in found:
        first, *others = fold(each.found, output.width() - INDENT - places)
        say(output.paint(each.state.ljust(INDENT), MARKS[each.state]), each.about.ljust(places), first.rstrip())
        for line in [*others, *([f"Try: {each.remedy}"] if each.remedy else [])]:
            say(" " * (INDENT + places), line.rstrip())
    numbers = Counter(each.state for each in found)
    bad = [f"{numbers[state]} {state}{'s' if numbers[state] > 1 else ''}" for state in STATES[1:] if numbers[state]]
    say("\n", f"{' and '.join(bad)}." if bad else "All is well.")
