"""`zoo install PACKAGE`: pip of the Python that runs the zoo, and what came with the package."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import click

from zoo.cli import pip
from zoo.cli.output import say, tell
from zoo.cli.plugins import provides
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
    from zoo.api.progress.view import shown

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        if pip.run("install", "--report", str(file), *packages):
            hint = shell_quote("zoo", "install", "--verbose", *packages)
            raise PluginError("pip could not install it.", cause="It says above why.", hint=hint)
        if "--dry-run" in packages or not file.exists():
            return 0
        installed = [each["metadata"] for each in json.loads(file.read_text(encoding="utf-8"))["install"]]
    with shown():
        reports = pip.plugins_of(each["name"] for each in installed)
    for report in reports:
        say(f"{report.provider.plugin} {report.provider.version}: {provides(report)}")
        for line in report.lines():
            tell(line)
    if installed and not reports:
        tell("Note: none of the packages that were installed has a plugin for the zoo.")
    return PluginError.exit_status if any(report.problems for report in reports) else 0
