"""`zoo install PACKAGE`: pip of the Python that runs the zoo, and what came with the package."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import click

from zoo.cli import pip
from zoo.cli.output import say, tell
from zoo.errors import PluginError, shell_quote


@click.command("install", context_settings={"ignore_unknown_options": True})
@click.argument("packages", metavar="PACKAGE...", nargs=-1, required=True, type=click.UNPROCESSED)
def command(packages: tuple[str, ...]) -> int:
    """Install packages with plugins, by pip of the Python that runs the zoo; and say which components came.

    PACKAGE is what pip takes: a name, a folder, a wheel, an address; pip's options are passed on. No plugin is loaded
    in this process, so that it works whatever is wrong with one. Exit status 3: a package or its plugin cannot be used.

    \b
    Examples:
      zoo install PACKAGE
      zoo install --upgrade PACKAGE
      zoo install --editable FOLDER
      zoo install --no-index --find-links FOLDER PACKAGE
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        if pip.run("install", "--report", str(report), *packages):
            hint = shell_quote("zoo", "install", "--verbose", *packages)
            raise PluginError("pip could not install it.", cause="It says above why.", hint=hint)
        if "--dry-run" in packages or not report.exists():
            return 0
        installed = [each["metadata"] for each in json.loads(report.read_text(encoding="utf-8"))["install"]]
    plugins = pip.plugins_of(each["name"] for each in installed)
    if installed and not plugins:
        tell("Note: none of the packages that were installed has a plugin for the zoo.")
    broken = [_told(plugin) for plugin in plugins]
    return PluginError.exit_status if any(broken) else 0


def _told(plugin: dict[str, Any]) -> bool:
    """Says what a plugin provides, and what is wrong with it; returns whether anything is."""
    who = f"{plugin['plugin']} {plugin['version']}"
    say(f"{who}: {pip.components(plugin)}")
    for problem in plugin["problems"]:
        tell(f"Warning: {who} {problem['reason']}. Try: {problem['remedy']}")
    return bool(plugin["problems"])
