"""`zoo plugins`: who provides what, how long it takes to load, what is wrong and what to do about it.

Each plugin is imported in a process of its own, so that one that hangs or crashes is told of like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from zoo.cli import context, output
from zoo.cli.output import say
from zoo.errors import brief

if TYPE_CHECKING:
    from zoo.health.probation import Health
    from zoo.plugin.loading import PluginReport


@click.command("plugins")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(as_json: bool) -> int:
    """List the plugins: what each provides, its load time, its problems and their remedy.

    A plugin is written distribution[entry point]. Leave one out with --no-plugin NAME; load only some with
    ZOO_PLUGINS=NAME,NAME (none: no plugin at all). With --strict-plugins, any problem is exit status 3. Each is
    imported in a process of its own: one that hangs, crashes or ends the program is told of, too.

    \b
    Examples:
      zoo plugins
      zoo plugins --json
    """
    from zoo.api.progress.view import shown
    from zoo.errors import PluginError
    from zoo.health import probation

    with shown():
        plugins = probation.installed(context.settings().disabled)
    if as_json:
        output.json([record(plugin) for plugin in plugins])
    else:
        _print(plugins)
    broken = not all(plugin.well for plugin in plugins)
    return PluginError.exit_status if broken and context.settings().strict else 0


def record(plugin: Health) -> dict[str, Any]:
    """Returns how a plugin is as JSON has it."""
    report = plugin.report
    return {
        **vars(report.provider),
        "provides": report.provides,
        "hooks": sorted(report.hooks),
        "interface": report.interface,
        "seconds": round(report.seconds, 4),
        "slow": f"imports {report.slow}" if report.slow else None,
        "changed": list(report.changed),
        "printed": plugin.printed,
        "outdated": list(plugin.outdated),
        "problems": [vars(problem) for problem in report.problems],
    }


def _print(plugins: Sequence[Health]) -> None:
    if not plugins:
        say("No plugins are loaded. See: zoo plugins --help")
        return
    reports = [plugin.report for plugin in plugins]
    rows = [[r.provider.plugin, r.provider.version, f"{1000 * r.seconds:.0f} ms", provides(r)] for r in reports]
    output.table(rows, ["plugin", "version", "load time", "provides"])
    for plugin in plugins:
        for said, remedy in _remarks(plugin):
            say("\n", output.bold(plugin.report.provider.plugin), f" {said}.\n  {remedy}")


def _remarks(plugin: Health) -> Iterator[tuple[str, str]]:
    """Yields what is wrong with a plugin or could be better, as the rest of a sentence, and what to do."""
    report = plugin.report
    yield from ((problem.reason, f"Try: {problem.remedy}") for problem in report.problems)
    if report.slow:
        yield f"is slow: imports {report.slow} when it is loaded", "Try: import it inside the component's callables"
    if report.changed:
        yield (
            f"changes when it is loaded: {', '.join(report.changed)}",
            "That is put back. Try: do it inside the component's callables",
        )
    for each in plugin.outdated:
        yield f"uses what is to go: {each}", f"Try: zoo install --upgrade {report.provider.distribution}"
    if plugin.printed.strip():
        yield f"prints when it is loaded: {brief(plugin.printed, 100)}", "Try: leave that to the component's callables"


def provides(report: PluginReport) -> str:
    """Returns what a plugin provides: `models a, b; augmenter c`."""
    provides = [
        f"{kind if len(names) == 1 else kind + 's'} {', '.join(names)}" for kind, names in report.provides.items()
    ]
    return "; ".join([*provides, *(["hooks of events"] if report.hooks else [])]) or "nothing: left out"
