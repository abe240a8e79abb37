"""`zoo show NAME`: a component or a preset as it is described."""

from __future__ import annotations

from typing import Any

from zoo.cli import output
from zoo.cli.output import say
from zoo.errors import with_article


def show(described: dict[str, Any]) -> None:
    """Prints a description."""
    say(output.bold(described["name"]), f": {with_article(described['kind'])}")
    if "stands_for" in described:
        say(f"A preset: {described['stands_for']}")
        say(f"From {described['file']}")
    for part in described.get("links", [described]):
        _show_component(part, nested="links" in described)
    if described.get("presets"):
        say(f"\nPresets: {', '.join(described['presets'])}")
    say(f"\nExample: {described['example']}")


def _show_component(part: dict[str, Any], *, nested: bool) -> None:
    say(*(["\n", output.bold(part["name"]), ": "] if nested else []), part["summary"])
    say(f"From {part['plugin']} {part['version']}")
    for line in part["needs"]:
        say(line)
    if not part["parameters"]:
        say("It takes no parameters.")
        return
    rows = [[p["name"], p["value"], p["expected"], p["unit"], p["help"]] for p in part["parameters"]]
    headers = ["parameter", "value", "type", "unit", "meaning"]
    shown = [index for index in range(len(headers)) if any(row[index] for row in rows)]
    say()
    output.table([[row[index] for index in shown] for row in rows], [headers[index] for index in shown])
