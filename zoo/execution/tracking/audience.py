"""Which plugins want to hear of runs."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from zoo.errors import reason
from zoo.execution.events import warn
from zoo.plugin.collecting import EVENTS, WANTS_EVENTS
from zoo.plugin.containment import contained

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.plugin.loading import PluginReport


def audience(registry: Registry) -> dict[str, Collection[str]]:
    """Returns by plugin the hooks of events of those that want to hear of runs now."""
    hearing = [report for report in registry.plugins if set(EVENTS) & set(report.hooks)]
    return {report.provider.plugin: report.hooks for report in hearing if _wants(report)}


def _wants(report: PluginReport) -> bool:
    """Whether a plugin wants to hear of runs. One that cannot say so is named and does not."""
    if WANTS_EVENTS not in report.hooks:
        return True
    try:
        with contained(f"{report.provider.plugin} was asked whether it wants events"):
            return bool(report.hooks[WANTS_EVENTS].function())
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a stranger's code may raise anything
        warn(f"{report.provider.plugin} hears of no events, for {WANTS_EVENTS} failed: {reason(error)}")
        return False
