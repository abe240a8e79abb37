"""`zoo plugins`: who provides what, how long it takes to load, what is wrong and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from zoo.cli import context, output
from zoo.cli.output import say

if TYPE_CHECKING:
    from zoo.plugin.loading import PluginReport


@click.command("plugins")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(as_json: bool) -> int:
    """List the plugins: what each provides, its load time, its problems and their remedy.

    A plugin is written distribution[entry point]. Leave one out with --no-plugin NAME; load only some with
    ZOO_PLUGINS=NAME,NAME (none: no plugin at all). With --strict-plugins, any problem is exit status 3.
    """
    from zoo.errors import PluginError

    registry = context.registry(report=False, strict=False)
    if as_json:
        output.json([record(report) for report in registry.plugins])
    else:
        _print(registry.plugins)
    broken = any(report.problems for report in registry.plugins)
    return PluginError.exit_status if broken and context.settings().strict else 0


def record(report: PluginReport) -> dict[str, Any]:
    """Returns a plugin's report as JSON has it."""
    return {
        **{name: getattr(report.provider, name) for name in ("plugin", "distribution", "version")},
        "provides": report.provides,
        "hooks": sorted(report.hooks),
        "seconds": round(report.seconds, 4),
        "slow": f"imports {report.slow}" if report.slow else None,
        "changed": list(report.changed),
        "problems": [{"reason": problem.reason, "remedy": problem.remedy} for problem in report.problems],
    }


def _print(reports: tuple[PluginReport, ...]) -> None:
    if not reports:
        say("No plugins are loaded. See: zoo plugins --help")
        return
    rows = [[r.provider.plugin, r.provider.version, f"{1000 * r.seconds:.0f} ms", _provides(r)] for r in reports]
    output.table(rows, ["plugin", "version", "load time", "provides"])
    for report in reports:
        for problem in report.problems:
            say("\n", output.bold(report.provider.plugin), f" {problem.reason}.\n  Try: {problem.remedy}")
        if report.slow:
            say("\n", output.bold(report.provider.plugin), f" is slow: imports {report.slow} when it is loaded.")
            say("  Try: import it inside the component's callables")
        if report.changed:
            say("\n", output.bold(report.provider.plugin), f" changes when it is loaded: {', '.join(report.changed)}.")
            say("  That is put back. Try: do it inside the component's callables")


def _provides(report: PluginReport) -> str:
    provides = [
        f"{kind if len(names) == 1 else kind + 's'} {', '.join(names)}" for kind, names in report.provides.items()
    ]
    return "; ".join([*provides, *(["hooks of events"] if report.hooks else [])]) or "nothing: left out"
