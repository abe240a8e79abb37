"""`zoo show NAME`: a component, a preset, a suite or a run; with `--input`, what a model's layers do to such images."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from zoo.cli import context, output
from zoo.cli.list import KINDS
from zoo.cli.output import say
from zoo.cli.show import component, layers, suite
from zoo.inspection import described_component

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry

_RUN = re.compile(r"[0-9a-f]{4,}|#[0-9]+")  # the beginning of a run's name; with a dot, it is nothing else


@click.command("show")
@click.argument("name")
@click.option("--kind", type=click.Choice(KINDS), help="Of which kind.")
@click.option("--input", "image", metavar="HxWxC", help="Build the model for images of that size; a row per layer.")
@click.option("--classes", default=10, show_default=True, type=click.IntRange(min=1), help="Classes, with --input.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(name: str, kind: str | None, image: str | None, classes: int, as_json: bool) -> None:
    """Show a component of any kind, its parameters, presets and an example; a preset; a suite; or a run.

    \b
    Examples:
      zoo show MODEL
      zoo show MODEL --input 32x32x3
      zoo show MODEL:PARAMETER=VALUE --input 32x32x3
      zoo show SUITE
      zoo show RUN
    """
    registry, base = context.registry(), name.partition(":")[0]
    kinds = [*registry.kinds(base), *(["suite"] if name in registry.catalogue.suites else [])]
    if "." in base or (not kinds and kind is None and _RUN.fullmatch(name)):
        _show_run(registry, name, as_json)
        return
    if image is not None:
        wanted = described_component.find(registry, name, "model" if "model" in kinds else kind)
        layers.show(registry, wanted, image, classes, as_json)
        return
    of_kinds = [kind] if kind or not kinds else kinds
    found = [_described(registry, name, each) for each in of_kinds]
    if as_json:
        output.json(found if len(found) > 1 else found[0])
        return
    for place, described in enumerate(found):
        if place:
            say()
        (suite if described["kind"] == "suite" else component).show(described)


def _described(registry: Registry, name: str, kind: str | None) -> dict[str, Any]:
    if kind == "suite":
        return suite.describe(registry, name)
    return described_component.describe(registry, described_component.find(registry, name, kind))


def _show_run(registry: Registry, name: str, as_json: bool) -> None:
    from zoo.cli.show.run import show

    show(registry, name, as_json)
