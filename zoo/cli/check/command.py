"""`zoo check [NAME]`: the checks of components of plugins, as `zoo.testing` runs them in pytest."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from zoo.cli import context, output
from zoo.errors import PluginError

if TYPE_CHECKING:
    from zoo.testing.results import Result
    from zoo.testing.targets import Targets


@click.command("check")
@click.argument("name", required=False, metavar="[PACKAGE|NAME|FILE]")
@click.option("--list", "listed", is_flag=True, help="List the checks of each kind, and run none.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Show no progress.")
def command(name: str | None, listed: bool, as_json: bool, quiet: bool) -> int:
    """Check whether components keep their contract: those of a PACKAGE, one by its NAME, or those of a FILE.

    Without a name, all that are installed beside the zoo's own, which are of keras-zoo. A failure says what was
    expected, what was found and how to mend it; docs/reference/checks.md lists the checks. Exit status 3: a check
    failed.

    \b
    Examples:
      zoo check
      zoo check PACKAGE
      zoo check NAME:key=value
      zoo check ./zoofile.py
      zoo check NAME --json
      zoo check --list
    """
    from zoo.api.progress.view import shown
    from zoo.cli.check import deadly
    from zoo.testing import targets

    if listed:
        _list(as_json)
        return 0
    with context.native_silence(), _keras_silence(), shown(quiet=quiet):
        left_out = deadly.leave_out(name)
        found = _run(targets.meant(name, context.registry(report=False), left_out))
    if context.settings().debug:
        _trace(found)
    if not (found or as_json):
        nothing = "No plugin is installed beside the zoo's own. Try: zoo new NAME"
        output.say(nothing if name is None else f"{name} provides no component, and hooks of runs are not checked.")
    elif as_json:
        output.json([result.to_dict() for result in found])
    else:
        from zoo.cli.check import printed

        printed.show(found)
    return PluginError.exit_status if any(result.status == "failed" for result in found) else 0


def _list(as_json: bool) -> None:
    from zoo.plugin.components import KINDS
    from zoo.testing.framework import checks_of

    checks = dict.fromkeys(check for kind in KINDS for check in checks_of(kind))
    rows = [[check.kind or "all", check.name, check.about] for check in checks]
    if as_json:
        output.json([dict(zip(("kind", "check", "about"), row, strict=True)) for row in rows])
    else:
        output.table(rows, ["kind", "check", "what it is about"])


@contextlib.contextmanager
def _keras_silence() -> Iterator[None]:
    """Hides what Keras and TensorFlow warn of, but with `--debug`: many small nets, a softmax that a check tells of."""
    import logging

    with warnings.catch_warnings():
        if not context.settings().debug:
            warnings.filterwarnings("ignore", module="keras")
            logging.getLogger("tensorflow").setLevel(logging.ERROR)
        yield


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
