"""`zoo check [NAME]`: the checks of components of plugins, as `zoo.testing` runs them in pytest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from zoo.cli import context, output
from zoo.errors import PluginError

if TYPE_CHECKING:
    from zoo.testing.results import Result
    from zoo.testing.targets import Targets


@click.command("check")
@click.argument("name", required=False, metavar="[PACKAGE|NAME|FILE]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Show no progress.")
def command(name: str | None, as_json: bool, quiet: bool) -> int:
    """Check whether components keep their contract: those of a PACKAGE, one by its NAME, or those of a FILE.

    Without a name, all that are installed beside the zoo's own, which are of keras-zoo. A failure says what was
    expected, what was found and how to mend it; docs/checks.md lists the checks. Exit status 3: a check failed.

    \b
    Examples:
      zoo check
      zoo check PACKAGE
      zoo check NAME:key=value
      zoo check ./zoofile.py
      zoo check NAME --json
    """
    from zoo.api.progress.view import shown
    from zoo.testing import targets

    meant = targets.meant(name, context.registry(report=False))
    with context.native_silence(), shown(quiet=quiet):
        found = _run(meant)
    if context.settings().debug:
        _trace(found)
    if as_json:
        output.json([result.to_dict() for result in found])
    else:
        from zoo.cli.check import printed

        printed.show(found)
    return PluginError.exit_status if any(result.status == "failed" for result in found) else 0


def _run(meant: Targets) -> list[Result]:
    from zoo.progress import track
    from zoo.testing.framework import checks_of, run

    total = sum(len(checks_of(target.component.kind)) for target in meant.components)
    results = (
        result
        for target in meant.components
        for result in run(target.component, target.given, module=target.module, expected=target.expected)
    )
    return [*meant.problems, *track(results, total, "checking", "checks")]


def _trace(results: list[Result]) -> None:
    """Prints where each failure is from."""
    import traceback

    for error in (result.error for result in results if result.error is not None):
        output.tell("".join(traceback.format_exception(error)), end="")
