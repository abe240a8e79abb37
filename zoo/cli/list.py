"""`zoo list`: the components that can be combined, and the presets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from zoo.cli import context, output

if TYPE_CHECKING:
    from zoo.registry import Registry

KINDS = ("dataset", "model", "augmenter", "recipe")


class Kind(click.ParamType[str]):
    """A kind of component, in the singular or the plural."""

    name = "kind"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        kind = str(value).removesuffix("s")
        if kind not in KINDS:
            self.fail(f"{value!r} is no kind of component; the kinds are {', '.join(KINDS)}.", param, ctx)
        return kind


@click.command("list")
@click.argument("kind", required=False, type=Kind())
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(kind: str | None, as_json: bool) -> None:
    """List datasets, models, augmenters and recipes, and the presets; or one KIND of them.

    \b
    Examples:
      zoo list
      zoo list models
      zoo list augmenters --json
    """
    registry = context.registry()
    found = [entry for wanted in ([kind] if kind else KINDS) for entry in entries(registry, wanted)]
    if as_json:
        output.json(found)
        return
    if not found:
        print("Nothing is installed. See: zoo plugins")
        return
    output.table(
        [[e["kind"], e["name"], e["provider"], e["summary"]] for e in found], ["kind", "name", "from", "summary"]
    )


def entries(registry: Registry, kind: str) -> list[dict[str, Any]]:
    """Returns a record for each component of a kind, then for each preset."""
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
        {"kind": kind, "name": name, "summary": f"= {expression}", "provider": "preset", "preset": expression}
        for name, expression in sorted(registry.presets.get(kind, {}).items())
    ]
    return components + presets
