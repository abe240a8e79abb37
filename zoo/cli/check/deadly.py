"""Plugins that would crash, hang or end this very program: found in processes of their own, and left out of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from zoo.cli import context

if TYPE_CHECKING:
    from zoo.plugin.loading import PluginReport


def leave_out(name: str | None) -> list[PluginReport]:
    """Returns how those are that may not be imported here, of the installed ones and the file that is meant. From now
    on nothing loads them.

    Raises:
        UsageError: there is no such file.
    """
    from zoo.health import probation
    from zoo.plugin import zoofile
    from zoo.plugin.choice import chosen
    from zoo.testing.targets import in_file

    flags = context.settings()
    installed = chosen(flags.disabled, zoofile.here())
    file = [in_file(Path(name))] if name and name.endswith(".py") else []
    each = dict.fromkeys([*installed, *file])  # the file may be the working directory's own
    examined = probation.examine([plugin for plugin in each if not plugin.provider.own])
    deadly = [health.report for health in examined if health.report.problems and not health.report.module]
    flags.disabled += [
        plugin.provider.plugin for plugin in installed if plugin.provider in {d.provider for d in deadly}
    ]
    return deadly
