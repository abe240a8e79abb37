"""`zoo uninstall PACKAGE`: pip of the Python that runs the zoo, and which components went with the package."""

from __future__ import annotations

import re

import click

from zoo.cli import pip
from zoo.cli.output import agreed, say, tell
from zoo.cli.plugins import provides
from zoo.errors import PluginError, UsageError, did_you_mean, shell_quote
from zoo.plugin.discovery import OWN, find, normalise


@click.command("uninstall")
@click.argument("packages", metavar="PACKAGE...", nargs=-1, required=True)
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
def command(packages: tuple[str, ...], yes: bool) -> None:
    """Uninstall packages with plugins, by pip of the Python that runs the zoo; and say which components went.

    No plugin is loaded in this process, so that it works whatever is wrong with one. What was trained stays.

    \b
    Examples:
      zoo plugins
      zoo uninstall PACKAGE
      zoo uninstall PACKAGE PACKAGE --yes
    """
    from zoo.api.progress.view import shown

    names = list(dict.fromkeys(_distribution(package) for package in packages))
    with shown():
        reports = pip.plugins_of(names)
    lines = [f"{each.provider.plugin} {each.provider.version}: {provides(each)}" for each in reports]
    for line in lines if not yes else ():
        tell(line)
    question = f"Uninstall {' and '.join(names)}?"
    if not yes and not agreed(question, shell_quote("zoo", "uninstall", *names, "--yes")):
        tell("Nothing was uninstalled.")
        return
    if pip.run("uninstall", "--yes", *names) or pip.plugins_of(names):  # it leaves what it did not install, and says 0
        raise PluginError(
            f"pip could not uninstall {' and '.join(names)}.", cause="It says above why.", hint="zoo plugins"
        )
    say("\n".join(f"Gone: {line}" for line in lines))


def _distribution(package: str) -> str:
    """Returns the name of an installed distribution that has a plugin.

    Raises:
        UsageError: it is the zoo itself, or it has no plugin: what the zoo needs goes by accident no more than the zoo.
    """
    name = normalise(re.split(r"[^\w.-]", package)[0])
    if name == OWN:
        cause = "Nothing of the zoo would be left to say what came of it."
        raise UsageError("The zoo does not uninstall itself.", cause=cause, hint=pip.typed("uninstall", OWN))
    installed = {normalise(found.provider.distribution): found.provider.distribution for found in find()}
    if name not in installed:
        others = sorted(set(installed.values()) - {OWN})
        cause = did_you_mean(package, others) or f"Packages with plugins: {', '.join(others) or 'none'}."
        raise UsageError(f"No package {package!r} with a plugin is installed.", cause=cause, hint="zoo plugins")
    return installed[name]
