"""`zoo show RUN`: all that is known about a run, and the command that repeats it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zoo import paths
from zoo.cli import output
from zoo.cli.output import say
from zoo.ranking.tables import drawing, styles
from zoo.ranking.tables.figures import known, percent
from zoo.serving import described

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.store import RunRecord

INDENT = 18

CURVE = 40
"""How many characters a curve is drawn with at most."""

CURVES = {
    "loss": "loss",
    "val_loss": "val. loss",
    "accuracy": "accuracy",
    "val_accuracy": "val. accuracy",
}
"""By the key of a run's history, what a curve is called."""


def show(registry: Registry, name: str, as_json: bool) -> None:
    """Prints a run.

    Args:
        registry: the components, by which it is told whether new code would make the run.
        name: the run's name, or the beginning of it.

    Raises:
        UsageError: no run begins so, or those of several experiments do.
        StoreError: the store cannot be read.
    """
    from zoo.store import Store

    store = Store.open(create=False)
    run = store.run(name)
    known = described.known(run, store, registry)
    if as_json:
        output.json(known)
    else:
        _print(run, known, registry)


def _print(run: RunRecord, known: Mapping[str, Any], registry: Registry) -> None:
    say(output.bold(run.name), ": a run, ", output.paint(run.status, styles.status(run.status)))
    _section("Experiment", described.experiment(run))
    if error := described.error(run):
        _section("Error", {key: error.get(key) for key in ("message", "cause", "hint")})
    if run.result:
        _section("Result", described.result(run))
    if drawn := curves(paths.run_folder(run.name)):
        _section("Curves", drawn)
    if found := described.probed(run, registry):
        _section("Probes", found)
    _section("Made by", described.made_by(run, known))
    machine = known["elsewhere"]
    _section("Files", {"machine": machine} if machine else _files(known))
    say(f"\nRepeat: {known['repeat']}")


def _files(known: Mapping[str, Any]) -> dict[str, str]:
    return {"folder": known["folder"], "files": ", ".join(known["files"]) or "none"}


def curves(folder: Path) -> dict[str, str]:
    """Returns the curves of a run in a line each: its first value, the curve, its last value."""
    from zoo.api.recorded import history

    epochs, found = history(folder), dict[str, str]()
    for key, title in CURVES.items():
        values = [value for epoch in epochs if (value := known(epoch.get(key))) is not None]
        if len(values) > 1:
            first, last = (percent(end) if "accuracy" in key else f"{end:.4f}" for end in (values[0], values[-1]))
            found[title] = f"{first:>7} {drawing.curve(values, CURVE)} {last}"
    return found


def _section(title: str, lines: Mapping[str, Any]) -> None:
    """Prints names and values below a title, without those that are not known; words are never broken."""
    say("\n", output.bold(title))
    for name, value in lines.items():
        if value is not None:
            room = max(output.width() - INDENT, 40)
            wrapped = textwrap.wrap(str(value), room, break_long_words=False, break_on_hyphens=False)
            say(f"  {name:<{INDENT - 3}} " + f"\n{' ' * INDENT}".join(wrapped))
