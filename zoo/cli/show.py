"""`zoo show NAME`: a component, a preset, a suite or a run; with `--input`, what a model's layers do to such images."""

from __future__ import annotations

import re

import click

from zoo.cli import context, describe, layers, output, show_suite

KINDS = ("dataset", "model", "augmenter", "recipe", "launcher", "suite")

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
    if "." in name.partition(":")[0]:
        _show_run(name, as_json)
        return
    registry = context.registry()
    if kind == "suite" or (kind is None and name in registry.suites and not registry.kinds(name)):
        show_suite.show(registry, name, as_json)
        return
    if not registry.kinds(name.partition(":")[0]) and _RUN.fullmatch(name):
        _show_run(name, as_json)
        return
    wanted = describe.find(registry, name, kind)
    if image is not None:
        layers.show(registry, wanted, image, classes, as_json)
        return
    described = describe.describe(registry, wanted)
    if as_json:
        output.json(described)
    else:
        describe.show(described)


def _show_run(name: str, as_json: bool) -> None:
    from zoo.cli.show_run import show

    show(name, as_json)
