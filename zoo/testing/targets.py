"""Which components are meant by what is typed: a package, a component with parameters, a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from zoo.errors import PluginError, UsageError
from zoo.experiments import registry as registries
from zoo.experiments import unknown_names
from zoo.experiments.registry import Registry
from zoo.plugin import expressions, loading
from zoo.plugin.components import Component
from zoo.plugin.discovery import Found, Provider
from zoo.plugin.loading import PluginReport
from zoo.plugin.zoofile import Zoofile
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


@dataclass(frozen=True)
class Targets:
    """Components to check, and a failure for each problem of the plugins that they are of."""

    components: list[Target]
    problems: list[Result]


def meant(typed: str | None, registry: Registry) -> Targets:
    """Returns what is meant by a package, a component or a file; without a name, all that is not the zoo's own.

    Raises:
        UsageError: there is no such name.
        PluginError: the name cannot be used.
    """
    if typed is None:
        return _of([report for report in registry.plugins if not report.provider.own])
    if typed.endswith(".py"):
        return of_file(Path(typed))
    reports = [report for report in registry.plugins if report.provider.answers_to(typed)]
    return _of(reports) if reports else Targets(list(_named(typed, registry)), [])


def of_package(package: str, given: Nested, expected: Nested) -> Targets:
    """Returns the components of a package (or a plugin's identity), with parameters and expected failures.

    Raises:
        PluginError: nothing of that name is installed.
    """
    reports = [report for report in registries.load().plugins if report.provider.answers_to(package)]
    if not reports:
        hint = f"pip install -e . (in the folder of {package})"
        raise PluginError(f"No plugin of {package!r} is installed.", hint=hint)
    return _of(reports, given, expected)


def of_file(path: Path) -> Targets:
    """Returns the components of a file with hooks. Raises `UsageError` where there is no such file."""
    if not path.is_file():
        raise UsageError(f"There is no file {str(path)!r}.", hint="zoo check NAME, or the path of a file: ./zoofile.py")
    path = path.absolute()
    provider = Provider(path.name, str(path.parent), f"{path.name}[.]")
    [report] = loading.load([Found(provider, Zoofile(path))])
    return _of([replace(report, module=str(path))])


def _of(reports: Iterable[PluginReport], given: Nested | None = None, expected: Nested | None = None) -> Targets:
    reports = list(reports)
    components = [target for report in reports for target in _components(report, given or {}, expected or {})]
    return Targets(components, [failure for report in reports for failure in _problems(report)])


def _components(report: PluginReport, given: Nested, expected: Nested) -> Iterator[Target]:
    for component in report.components:
        own: list[Any] = [known.get(component.kind, {}).get(component.name, {}) for known in (given, expected)]
        yield Target(component=component, module=_module(report), given=own[0], expected=own[1])


def _module(report: PluginReport) -> str:
    """Returns what another process imports the plugin by."""
    return str(report.provider.zoofile or report.module)


def _problems(report: PluginReport) -> Iterator[Result]:
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


def _named(typed: str, registry: Registry) -> Iterator[Target]:
    """Yields the components of any kind that an expression means, or that a preset stands for."""
    for term in (term for chain in expressions.parse(typed) for term in chain):
        kinds = registry.kinds(term.name)
        if not kinds:
            raise unknown_names.of_any_kind(registry, term.name)
        for kind in kinds:
            for link in registry.expand(kind, [term]):
                yield _one(registry, kind, link.name, link.values)


def _one(registry: Registry, kind: str, name: str, given: Mapping[str, Any]) -> Target:
    component, provider = registry.component(kind, name), registry.provider(kind, name)
    [report] = [report for report in registry.plugins if report.provider == provider]
    if all(key in given for key, known in component.parameters.items() if known.required):
        component.resolve(given)  # else each check says what is missing
    return Target(component=component, module=_module(report), given=given)
