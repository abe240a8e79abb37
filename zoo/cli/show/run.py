"""`zoo show RUN`: all that is known about a run, and the command that repeats it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from zoo.cli import context, output
from zoo.cli.output import say
from zoo.serving import described

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.store import RunRecord

INDENT = 18


def show(name: str, as_json: bool) -> None:
    """Prints a run.

    Args:
        name: the run's name, or the beginning of it.

    Raises:
        UsageError: no run begins so, or those of several experiments do.
        StoreError: the store cannot be read.
    """
    from zoo.store import Store

    store = Store.open(create=False)
    run = store.run(name)
    registry = context.registry()
    known = described.known(run, store, registry)
    if as_json:
        output.json(known)
    else:
        _print(run, known, registry)


def _print(run: RunRecord, known: Mapping[str, Any], registry: Registry) -> None:
    say(output.bold(run.name), f": a run, {run.status}")
    _section("Experiment", described.experiment(run))
    if error := described.error(run):
        _section("Error", {key: error.get(key) for key in ("message", "cause", "hint")})
    if run.result:
        _section("Result", described.result(run))
    if found := described.probed(run, registry):
        _section("Probes", found)
    _section("Made by", described.made_by(run, known))
    _section("Files", {"folder": known["folder"], "files": ", ".join(known["files"]) or "none"})
    say(f"\nRepeat: {known['repeat']}")


def _section(title: str, lines: Mapping[str, Any]) -> None:
    """Prints names and values below a title, without those that are not known; words are never broken."""
    say("\n", output.bold(title))
    for name, value in lines.items():
        if value is not None:
            room = max(output.width() - INDENT, 40)
            wrapped = textwrap.wrap(str(value), room, break_long_words=False, break_on_hyphens=False)
            say(f"  {name:<{INDENT - 3}} " + f"\n{' ' * INDENT}".join(wrapped))
