"""Which components are meant by the name of a package, and what is known of each beside itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from zoo.errors import PluginError
from zoo.experiments import registry as registries
from zoo.plugin.components import Component
from zoo.plugin.loading import PluginReport
from zoo.testing.results import Result

Nested = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""By kind and name of a component: values by parameter, or reasons by check."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """A component to check: the module of its plugin, parameters, and which checks fail for a known reason."""

    component: Component
    module: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    expected: Mapping[str, str] = field(default_factory=dict)


def of_package(package: str, given: Nested, expected: Nested) -> tuple[list[Target], list[Result]]:
    """Returns the components of a package (or a plugin's identity), and a failure for each problem of its plugins.

    Raises:
        PluginError: nothing of that name is installed.
    """
    reports = [each for each in registries.load().plugins if each.provider.answers_to(package)]
    if not reports:
        raise PluginError(
            f"No plugin of {package!r} is installed.", hint=f"pip install -e . (in the folder of {package})"
        )
    targets = [target for report in reports for target in of_report(report, given, expected)]
    return targets, [problem for report in reports for problem in problems(report)]


def of_report(report: PluginReport, given: Nested, expected: Nested) -> Iterator[Target]:
    """Yields the components of a plugin."""
    for component in report.components:
        own: list[Any] = [known.get(component.kind, {}).get(component.name, {}) for known in (given, expected)]
        yield Target(component=component, module=report.module, given=own[0], expected=own[1])


def problems(report: PluginReport) -> Iterator[Result]:
    """Yields what keeps a plugin, or some of its components, out, as failures of a check called `loads`."""
    for problem in report.problems:
        yield Result(
            kind="plugin",
            name=report.provider.plugin,
            check="loads",
            status="failed",
            expected="a plugin that loads, with all of its components",
            found=f"it {problem.reason}",
            remedy=problem.remedy,
        )
