"""`zoo new NAME`: writes a package of one's own, with a working component of each kind."""

from __future__ import annotations

from pathlib import Path

import click

from zoo.cli import context, output
from zoo.cli.output import say


@click.command("new")
@click.argument("name")
@click.option("--dataset", is_flag=True, help="With a dataset.")
@click.option("--model", is_flag=True, help="With a model.")
@click.option("--augmenter", is_flag=True, help="With an augmenter.")
@click.option("--recipe", is_flag=True, help="With a recipe.")
def command(name: str, **asked: bool) -> None:
    """Write a package of your own into the folder NAME, with a working component of each kind, or of those asked for.

    It has a plugin, its tests, a README and a CI workflow, and runs as it is: put your code in the place of what is
    there. docs/how-to/plugin.md goes through it.

    \b
    Examples:
      zoo new zoo-flowers                      all four kinds
      zoo new zoo-flowers --dataset --model    these two
    """
    from zoo.scaffold import names, steps
    from zoo.scaffold.package import Package

    here, registry = Path(), context.registry(report=False)
    package = Package(name=name, kinds=[kind for kind, wanted in asked.items() if wanted] or list(asked))
    names.refuse(package, here, registry)
    folder = package.write(here, steps.run(package, registry.catalogue))
    say("Wrote ", output.bold(f"{folder}/"), f" with {package.brings}. Next:\n")
    for typed in steps.after(package, registry.catalogue):
        say(f"  {typed}")
