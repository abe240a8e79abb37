"""What to do with a package that was just written: commands to type, in their order."""

from __future__ import annotations

from zoo.errors import shell_quote
from zoo.experiments.catalogue import Catalogue
from zoo.plugin import expressions
from zoo.scaffold.package import Package

OPTIONS = {"dataset": "-d", "model": "-m", "augmenter": "-a", "recipe": "-r"}
"""How `zoo run` is told each part."""


def run(package: Package, catalogue: Catalogue) -> str:
    """Returns the command that trains what the package brings, with the demo's dataset and model where it has none."""
    demo = {kind: expressions.parse(catalogue.demo[kind])[0] for kind in ("dataset", "model") if kind in catalogue.demo}
    parts = {kind: expressions.format_chain(chain) for kind, chain in demo.items()}
    parts |= {kind: package.component(kind) for kind in package.kinds}
    words = [word for kind, option in OPTIONS.items() if kind in parts for word in (option, parts[kind])]
    return shell_quote("zoo", "run", *words)


def after(package: Package, catalogue: Catalogue) -> list[str]:
    """Returns the commands to type where the package's folder was made."""
    install = shell_quote("zoo", "install", "-e", package.name)
    return [install, f"zoo check {package.name}", run(package, catalogue), "zoo leaderboard"]
