"""What plugins say in a `registry.yaml` of their own, beside their modules: presets, suites, packages, and the failures
that are expected of their components' checks."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from zoo.errors import UsageError
from zoo.experiments import catalogue as catalogues
from zoo.experiments.catalogue import FILE, Catalogue
from zoo.experiments.presets import Presets
from zoo.plugin.components import KINDS
from zoo.plugin.conflicts import SUITE, Key
from zoo.plugin.discovery import Problem, Provider
from zoo.plugin.expressions import Term
from zoo.plugin.loading import PluginReport

Said = Mapping[Provider, Catalogue]
T = TypeVar("T")


def read(reports: Iterable[PluginReport]) -> tuple[list[PluginReport], Said]:
    """Returns the reports with the names that the plugins' catalogues give, and what is wrong with these; and the
    catalogues. Of a plugin that is left out, nothing is read."""
    read = [_read(report) for report in reports]
    return [report for report, _ in read], {report.provider: said for report, said in read}


def kept(reports: Iterable[PluginReport], said: Said) -> Catalogue:
    """Returns what is left of the catalogues where it is settled who has which name.

    Packages are hints: of two plugins that say where a name is from, the first by its identity counts.
    """
    own = [_only(said[report.provider], set(report.named)) for report in reports if report.provider in said]
    return functools.reduce(catalogues.over, reversed(own), Catalogue())


def without_endless(reports: Iterable[PluginReport], catalogue: Catalogue) -> list[PluginReport]:
    """Returns the reports, less the presets of plugins that stand for themselves: whoever asks for a label meets them.

    Args:
        catalogue: all that there is.
    """
    presets = {kind: Presets(kind, catalogue.presets.get(kind, {}), {}) for kind in KINDS}
    return [_without_endless(report, presets) for report in reports]


def _read(report: PluginReport) -> tuple[PluginReport, Catalogue]:
    if report.catalogue is None or report.problems:
        return report, Catalogue()
    try:
        said = catalogues.read(report.catalogue)
    except UsageError as error:
        reason = f"has a {FILE} that cannot be read: {error.cause}".rstrip(".")
        problem = Problem(reason, report.provider.remedy)
        return _with(report, [problem]), Catalogue()
    mine = {(component.kind, component.name) for component in report.components}
    names = {*((kind, name) for kind, own in said.presets.items() for name in own), *((SUITE, n) for n in said.suites)}
    problems = list(_problems(said, mine, names, report.provider))
    failures, owner = _of(said.expected_failures, mine), {report.catalogue: report.provider.distribution}
    limited = replace(said, defaults={}, demo={}, expected_failures=failures, owners=owner)
    return _with(report, problems, named=tuple(sorted(names - mine))), limited


def _problems(said: Catalogue, mine: set[Key], names: set[Key], provider: Provider) -> Iterator[Problem]:
    remedy = f"correct its {FILE}; or --no-plugin {provider.distribution}"
    for section in ("defaults", "demo"):
        if getattr(said, section):
            yield Problem(f"cannot set `{section}` in its {FILE}: they are the user's", remedy)
    for kind, name in sorted(names & mine):
        yield Problem(f"has a preset {name!r} and a {kind} of that name", remedy)
    for kind, own in said.expected_failures.items():
        for name in own:
            if (kind, name) not in mine:
                yield Problem(f"expects failures of the {kind} {name!r}, which it does not provide", remedy)


def _without_endless(report: PluginReport, presets: Mapping[str, Presets]) -> PluginReport:
    problems, named = [], []
    for kind, name in report.named:
        try:
            if kind != SUITE:
                presets[kind].expand([Term(name)])
            named.append((kind, name))
        except UsageError as error:
            reason = f"cannot provide the {kind} {name!r}: {error.cause}".rstrip(".")
            problems.append(Problem(reason, f"correct its {FILE}; or --no-plugin {report.provider.distribution}"))
    return _with(report, problems, named=tuple(named))


def _only(said: Catalogue, names: set[Key]) -> Catalogue:
    suites = {name: suite for name, suite in said.suites.items() if (SUITE, name) in names}
    return replace(said, presets=_of(said.presets, names), suites=suites)


def _of(kinds: Mapping[str, Mapping[str, T]], names: set[Key]) -> Mapping[str, Mapping[str, T]]:
    """Returns what is said of those names, by kind and name."""
    found = {kind: {n: value for n, value in own.items() if (kind, n) in names} for kind, own in kinds.items()}
    return {kind: own for kind, own in found.items() if own}


def _with(report: PluginReport, problems: Iterable[Problem], named: tuple[Key, ...] = ()) -> PluginReport:
    return replace(report, problems=(*report.problems, *problems), named=named)
