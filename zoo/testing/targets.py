"""Which components are meant by what is typed: a package, a component with parameters, a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from zoo.errors import PluginError, UsageError, ZooError, close_names
from zoo.experiments import registry as registries
from zoo.experiments import unknown_names
from zoo.experiments.catalogue import Catalogue
from zoo.experiments.registry import Registry
from zoo.plugin import expressions, loading
from zoo.plugin.components import Component
from zoo.plugin.discovery import Found
from zoo.plugin.loading import PluginReport
from zoo.testing.results import Result

Nested = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""By kind and name of a component: values by parameter, or reasons by check."""

NOTHING: Nested = MappingProxyType({})


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


def meant(typed: str | None, registry: Registry, deadly: Sequence[PluginReport] = ()) -> Targets:
    """Returns what is meant by a package, a component or a file; without a name, all that is not the zoo's own.

    Args:
        deadly: plugins that this process is not to import, and so not in the registry.

    Raises:
        UsageError: there is no such name.
        PluginError: the name cannot be used.
    """
    plugins = [*registry.plugins, *deadly]
    if typed is None:
        return _of(registry, [report for report in plugins if not report.provider.own])
    if typed.endswith(".py"):
        file = in_file(Path(typed))
        dead = [report for report in deadly if report.provider == file.provider]
        alone = registries.build(dead or loading.load([file]), Catalogue())
        return _of(alone, alone.plugins)
    typed = typed.rstrip("/")  # a shell completes the package's name to that of its folder
    reports = [report for report in plugins if report.provider.answers_to(typed)]
    return _of(registry, reports) if reports else Targets(list(_named(typed, registry)), [])


def in_file(path: Path) -> Found:
    """Returns the plugin that a file with hooks is. Raises `UsageError` where there is no such file."""
    if not path.is_file():
        raise UsageError(f"There is no file {str(path)!r}.", hint="zoo check NAME, or the path of a file: ./zoofile.py")
    return Found.of_file(path.absolute())


def of_package(package: str, given: Nested, expected: Nested) -> Targets:
    """Returns the components of a package (or a plugin's identity).

    Args:
        given: parameters.
        expected: checks that fail for a known reason, beside those that the package's own catalogue tells.

    Raises:
        PluginError: nothing of that name is installed.
    """
    registry = registries.load()
    reports = [report for report in registry.plugins if report.provider.answers_to(package)]
    if not reports:
        hint = f"pip install -e . (in the folder of {package})"
        raise PluginError(f"No plugin of {package!r} is installed.", hint=hint)
    return _of(registry, reports, given, expected)


def _of(
    registry: Registry, reports: Sequence[PluginReport], given: Nested = NOTHING, expected: Nested = NOTHING
) -> Targets:
    targets = [
        Target(
            component=component,
            module=report.entry,
            given=_said(given, component),
            expected={**_excuses(registry, component), **_said(expected, component)},
        )
        for report in reports
        for component in report.components
    ]
    return Targets(targets, [failure for report in reports for failure in _problems(report)])


def _excuses(registry: Registry, component: Component) -> Mapping[str, str]:
    """Returns why checks of a component are expected to fail, as its plugin's catalogue tells."""
    return _said(registry.catalogue.expected_failures, component)


def _said(nested: Nested, component: Component) -> Mapping[str, Any]:
    return nested.get(component.kind, {}).get(component.name, {})


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
            raise _unknown(term.name, registry)
        for kind in kinds:
            for link in registry.expand(kind, [term]):
                yield _one(registry, kind, link.name, link.values)


def _unknown(name: str, registry: Registry) -> ZooError:
    """Returns the error for what is no component; it may be a package that was meant."""
    packages = {report.provider.distribution for report in registry.plugins}
    closest = close_names(name, packages | {known for _, known in registry.components})[:1]
    if not packages & set(closest):
        return unknown_names.of_any_kind(registry, name)
    message, hint = f"There is no package or component {name!r}.", f"zoo check {closest[0]}"
    return UsageError(message, cause=f"Did you mean {closest[0]}?", hint=hint)


def _one(registry: Registry, kind: str, name: str, given: Mapping[str, Any]) -> Target:
    component, provider = registry.component(kind, name), registry.provider(kind, name)
    [report] = [report for report in registry.plugins if report.provider == provider]
    if all(key in given for key, known in component.parameters.items() if known.required):
        component.resolve(given)  # else each check says what is missing
    return Target(component=component, module=report.entry, given=given, expected=_excuses(registry, component))
