"""`zoo list`: the components that can be combined, the presets and the suites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from zoo.cli import context, output
from zoo.cli.output import say
from zoo.plugin.components import KINDS as COMPONENTS
from zoo.plugin.discovery import OWN

if TYPE_CHECKING:
    from zoo.experiments.catalogue import Catalogue
    from zoo.experiments.registry import Registry

KINDS = (*COMPONENTS, "suite")


def read_kind(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Returns a kind of component, `suite` or `preset`, that was typed in the singular or the plural."""
    kind = value and value.removesuffix("s")
    if kind not in (None, *KINDS, "preset"):
        known = ", ".join((*KINDS, "preset"))
        raise click.BadParameter(f"{value!r} is no kind of component; expected one of {known}.", ctx, param)
    return kind


@click.command("list")
@click.argument("kind", required=False, callback=read_kind)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(kind: str | None, as_json: bool) -> None:
    """List datasets, models, augmenters, recipes, launchers, probes, presets and suites; or one KIND.

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
    rows = [[e["kind"], e["name"], e["provider"], e["summary"]] for e in found]
    output.table(rows, ["kind", "name", "from", "summary"])


def entries(registry: Registry, kind: str) -> list[dict[str, Any]]:
    """Returns a record for each component of a kind, then for each preset; or for each suite."""
    catalogue = registry.catalogue
    if kind == "suite":
        suites = sorted(catalogue.suites.items())
        return [_entry(kind, name, suite.summary, _file(catalogue, "suites", name)) for name, suite in suites]
    components = [
        _entry(kind, name, registry.component(kind, name).summary, registry.provider(kind, name).distribution)
        for name in registry.names(kind)
    ]
    presets = [
        _entry(kind, name, f"preset: {expression}", _file(catalogue, "presets", kind, name), preset=expression)
        for name, expression in sorted(catalogue.presets.get(kind, {}).items())
    ]
    return components + presets


def _entry(kind: str, name: str, summary: str, provider: str, preset: str | None = None) -> dict[str, Any]:
    return {"kind": kind, "name": name, "summary": summary, "provider": provider, "preset": preset}


def _file(catalogue: Catalogue, *place: str) -> str:
    """Returns who says what stands at a place of the catalogue: a file of this directory, a plugin, or the zoo."""
    origin = catalogue.origin(*place)
    if origin is None:
        return OWN
    return f"./{origin.name}" if catalogue.local(*place) else catalogue.owners.get(origin, OWN)
