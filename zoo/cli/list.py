"""`zoo list`: the components that can be combined, the presets and the suites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from zoo.cli import context, output
from zoo.cli.output import say
from zoo.plugin.components import KINDS as COMPONENTS
from zoo.plugin.discovery import OWN

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry

KINDS = (*COMPONENTS, "suite")


class Kind(click.ParamType[str]):
    """A kind of component, `suite` or `preset`, in the singular or the plural."""

    name = "kind"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        kind = str(value).removesuffix("s")
        if kind not in (*KINDS, "preset"):
            self.fail(f"{value!r} is no kind of component; expected one of {', '.join(KINDS)}, preset.", param, ctx)
        return kind


@click.command("list")
@click.argument("kind", required=False, type=Kind())
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(kind: str | None, as_json: bool) -> None:
    """List datasets, models, augmenters, recipes, launchers, presets and suites; or one KIND of them.

    What this directory's zoo.yaml adds to the zoo's is from ./zoo.yaml.

    \b
    Examples:
      zoo list
      zoo list models
      zoo list augmenters --json
      zoo list presets
      zoo list suites
    """
    registry = context.registry()
    kinds = [kind] if kind in KINDS else KINDS
    found = [entry for each in kinds for entry in entries(registry, each) if kind != "preset" or entry["preset"]]
    if as_json:
        output.json(found)
        return
    if not found:
        say("Nothing is installed. See: zoo plugins")
        return
    output.table(
        [[e["kind"], e["name"], e["provider"], e["summary"]] for e in found], ["kind", "name", "from", "summary"]
    )


def entries(registry: Registry, kind: str) -> list[dict[str, Any]]:
    """Returns a record for each component of a kind, then for each preset; or for each suite."""
    if kind == "suite":
        suites = sorted(registry.catalogue.suites.items())
        return [_entry(registry, kind, name, suite.summary, "suites", name) for name, suite in suites]
    components = [
        {
            "kind": kind,
            "name": name,
            "summary": registry.component(kind, name).summary,
            "provider": registry.provider(kind, name).distribution,
            "preset": None,
        }
        for name in registry.names(kind)
    ]
    presets = [
        {**_entry(registry, kind, name, f"preset: {expression}", "presets", kind, name), "preset": expression}
        for name, expression in sorted(registry.catalogue.presets.get(kind, {}).items())
    ]
    return components + presets


def _entry(registry: Registry, kind: str, name: str, summary: str, *place: str) -> dict[str, Any]:
    """Returns the record of what the catalogue says, and of which one says it."""
    origin = registry.catalogue.origin(*place)
    provider = f"./{origin.name}" if origin and registry.catalogue.local(*place) else OWN
    return {"kind": kind, "name": name, "summary": summary, "provider": provider, "preset": None}
