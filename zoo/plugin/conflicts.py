"""Names that more than one plugin provides: who keeps them, and what to say to the others."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from zoo.plugin.discovery import OWN, Problem, Provider, normalise
from zoo.plugin.loading import PluginReport

Key = tuple[str, str]
"""The kind and the name of a component, or what stands for them."""

SUITE = "suite"
"""What stands for the kind in the name of a suite."""


def settle(
    reports: Iterable[PluginReport], reserved: Collection[Key]
) -> tuple[list[PluginReport], dict[Key, tuple[Provider, ...]]]:
    """Takes from each plugin the names that it may not provide: the zoo's own, and those that another one provides too.

    They are the names of components, and those that plugins' catalogues give to presets and suites.

    Args:
        reserved: names that nobody can have: those of the zoo's own presets and suites.

    Returns:
        The reports with their problems, and by name the strangers who made it unusable.
    """
    plugins = list(reports)
    claims: dict[Key, list[Provider]] = {}
    for report in plugins:
        for key in _names(report):
            claims.setdefault(key, []).append(report.provider)
    clashes: dict[Key, tuple[Provider, ...]] = {}
    refused: dict[tuple[Key, Provider], Problem] = {}
    for key, providers in claims.items():
        own = [provider for provider in providers if provider.own]
        what = SUITE if key[0] == SUITE else "preset"
        if key in reserved:
            refused |= {(key, p): _taken(key, f"{OWN} has a {what} of that name", p) for p in providers}
        elif len(own) == 1:
            refused |= {(key, p): _taken(key, f"{own[0].plugin} does", p) for p in providers if not p.own}
        elif len(providers) > 1:
            clashes[key] = tuple(providers)
            refused |= {(key, p): _shared(key, p, providers) for p in providers}
    return [_without(report, refused) for report in plugins], clashes


def leave_one_out(providers: Iterable[Provider]) -> str:
    """Returns the options that leave one of them out, by distribution where that tells them apart."""
    several = list(providers)
    distinct = len({normalise(provider.distribution) for provider in several}) == len(several)
    names = [provider.distribution if distinct else provider.plugin for provider in several]
    return " or ".join(f"--no-plugin {shlex.quote(name)}" for name in names)


def _taken(key: Key, owner: str, provider: Provider) -> Problem:
    reason = f"cannot provide the {key[0]} {key[1]!r}: {owner}"
    return Problem(reason, f"rename it in {provider.distribution}; or --no-plugin {provider.distribution}")


def _shared(key: Key, provider: Provider, providers: Iterable[Provider]) -> Problem:
    others = " and ".join(other.plugin for other in providers if other != provider)
    return Problem(f"cannot provide the {key[0]} {key[1]!r}: {others} does too", leave_one_out(providers))


def _names(report: PluginReport) -> list[Key]:
    return [*((component.kind, component.name) for component in report.components), *report.named]


def _without(report: PluginReport, refused: Mapping[tuple[Key, Provider], Problem]) -> PluginReport:
    gone = [key for key in _names(report) if (key, report.provider) in refused]
    if not gone:
        return report
    problems = [refused[key, report.provider] for key in gone]
    return replace(
        report,
        components=tuple(each for each in report.components if (each.kind, each.name) not in gone),
        named=tuple(key for key in report.named if key not in gone),
        problems=(*report.problems, *problems),
    )
