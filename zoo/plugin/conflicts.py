"""Names that more than one plugin provides: who keeps them, and what to say to the others."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from zoo.plugin.discovery import OWN, Problem, Provider, normalise
from zoo.plugin.loading import PluginReport

Key = tuple[str, str]
"""The kind and the name of a component."""


def settle(
    reports: Iterable[PluginReport], reserved: Collection[Key]
) -> tuple[list[PluginReport], dict[Key, tuple[Provider, ...]]]:
    """Takes from each plugin the names that it may not provide: the zoo's own, and those that another one provides too.

    Args:
        reserved: names that nobody can have: those of presets.

    Returns:
        The reports with their problems, and by name the strangers who made it unusable.
    """
    plugins = list(reports)
    claims: dict[Key, list[Provider]] = {}
    for report in plugins:
        for component in report.components:
            claims.setdefault((component.kind, component.name), []).append(report.provider)
    clashes: dict[Key, tuple[Provider, ...]] = {}
    refused: dict[tuple[Key, Provider], Problem] = {}
    for key, providers in claims.items():
        own = [provider for provider in providers if provider.own]
        if key in reserved:
            refused |= {(key, p): _taken(key, f"{OWN} has a preset of that name", p) for p in providers}
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


def _without(report: PluginReport, refused: Mapping[tuple[Key, Provider], Problem]) -> PluginReport:
    mine = {(component.kind, component.name): component for component in report.components}
    problems = [refused[key, report.provider] for key in mine if (key, report.provider) in refused]
    kept = tuple(component for key, component in mine.items() if (key, report.provider) not in refused)
    return replace(report, components=kept, problems=(*report.problems, *problems)) if problems else report
