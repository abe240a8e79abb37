"""All checks of a component at once, for tests that make components of their own; and the components to try."""

from __future__ import annotations

from typing import Any
from unittest import SkipTest

from zoo.experiments.registry import load, refuse_problems
from zoo.plugin.components import Component
from zoo.testing.framework import CHECKS, run


def components(distribution: str | None = None) -> list[Component]:
    """Returns the installed components, or those of one distribution, to parametrise a test with.

    Args:
        distribution: its name, as pip knows it; or the identity of a plugin, `distribution[entry point]`.

    Raises:
        PluginError: a plugin has a problem; `zoo plugins` explains it.
    """
    registry = load(strict=distribution is None)
    reports = [r for r in registry.plugins if distribution is None or r.provider.answers_to(distribution)]
    refuse_problems(reports)
    return [component for report in reports for component in report.components]


def check_component(component: Component, **given: Any) -> None:
    """Runs all checks of a component, but those of its import.

    Args:
        component: as a plugin's hook returns it.
        given: parameters in place of the defaults, and for those that have none.

    Raises:
        Broken, or whatever else the component raises: what the first check that fails found.
        unittest.SkipTest: a parameter without a default is not given, or data are not on this machine.
    """
    found = {result.check: result for result in run(component, given)}
    for result in found.values():
        if result.status == "failed":
            raise result.error or AssertionError(str(result))
    first = found[next(check.name for check in CHECKS.values() if check.kind == component.kind)]
    if first.status == "skipped":
        raise SkipTest(first.reason)
