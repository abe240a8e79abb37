"""The launcher of a sweep: the component that was asked for, or the catalogue's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zoo.errors import PluginError, UsageError
from zoo.execution.local.pool import Pool
from zoo.experiments.experiment import Part
from zoo.experiments.plugin_errors import blamed
from zoo.plugin import expressions
from zoo.plugin.launcher import LaunchConfig, Workers

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry

KIND = "launcher"


def start(registry: Registry, expression: str | None, launch: LaunchConfig) -> Workers:
    """Returns the workers of a launcher; where none is asked for and the catalogue's is not installed, this machine's.

    Raises:
        UsageError: there is no such launcher, or a parameter of it is wrong.
        PluginError: it fails, or does not give workers.
    """
    default = str(registry.defaults.get(KIND, ""))
    if expression is None and default not in registry.names(KIND):
        return Pool(launch)
    part = chosen(registry, expression or default)
    with blamed(registry, KIND, part.name, "started"):
        workers = registry.component(KIND, part.name).call("start", part.values, launch)
    if not isinstance(workers, Workers):
        raise PluginError(
            f"The launcher {part.name!r} did not give workers.",
            cause=f"Expected zoo.Workers. Received: {workers!r}",
            hint="zoo plugins",
        )
    return workers


def chosen(registry: Registry, expression: str) -> Part:
    """Returns the launcher that an expression means. Raises `UsageError` or `PluginError` where there is none."""
    alternatives = expressions.parse(expression)
    links: list[Any] = registry.expand(KIND, alternatives[0]) if len(alternatives) == 1 else []
    if len(links) != 1:
        raise UsageError(f"{expression!r} is not one launcher.", hint="zoo list launchers")
    return Part.of(registry.component(KIND, links[0].name), links[0].values)
