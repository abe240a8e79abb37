"""What to say about a name that cannot be used: close names, then who provides it, then where to look."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING

from zoo.errors import PluginError, UsageError, ZooError, did_you_mean, with_article
from zoo.experiments.catalogue import FILE
from zoo.plugin import expressions
from zoo.plugin.components import KINDS
from zoo.plugin.conflicts import SUITE, leave_one_out
from zoo.plugin.discovery import normalise
from zoo.plugin.loading import PluginReport

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry


def error(registry: Registry, kind: str, name: str, what: str = "") -> ZooError:
    """Returns the error for a component that the registry cannot give.

    Args:
        what: what to call it where the kind is a guess.
    """
    if clash := _clash(registry, kind, name):
        return clash
    if broken := _broken_owner(registry, kind, name):
        problem = broken.problems[0]
        owner = f"{broken.provider.plugin} {broken.provider.version}"
        return PluginError(
            f"The {what or kind} {name!r} belongs to {owner}, which is left out.",
            cause=f"It {problem.reason}.",
            hint=problem.remedy,
        )
    return _unknown(registry, [kind], name)


def of_any_kind(registry: Registry, name: str) -> ZooError:
    """Returns the error for a name asked for without its kind."""
    known = {kind for report in registry.plugins for kind, gone in report.lost if gone == name}
    known |= {kind for kind, packages in registry.catalogue.packages.items() if name in packages}
    for kind in sorted(KINDS, key=lambda kind: kind not in known):  # what is known of it before what is guessed
        found = error(registry, kind, name, "" if kind in known else "component")
        if isinstance(found, PluginError) or name in registry.catalogue.packages.get(kind, {}):
            return found
    return _unknown(registry, list(KINDS), name)


def suite(registry: Registry, name: str) -> ZooError:
    """Returns the error for a suite that the catalogue does not have."""
    if clash := _clash(registry, SUITE, name):
        return clash
    suites = sorted(registry.catalogue.suites)
    known = f"The suites are {', '.join(suites)}." if suites else "The catalogue has none."
    return UsageError(f"There is no suite {name!r}.", cause=did_you_mean(name, suites) or known, hint="zoo list suites")


def _clash(registry: Registry, kind: str, name: str) -> PluginError | None:
    """Returns the error for a name that several strangers provide."""
    providers = registry.clashes.get((kind, name))
    if providers is None:
        return None
    both = " and ".join(f"{provider.plugin} {provider.version}" for provider in providers)
    return PluginError(
        f"The {kind} {name!r} cannot be used.", cause=f"{both} both provide it.", hint=leave_one_out(providers)
    )


def _unknown(registry: Registry, kinds: list[str], name: str) -> ZooError:
    from zoo.experiments import recorded_components

    catalogue = registry.catalogue
    what = kinds[0] if len(kinds) == 1 else "component"
    known = {known for kind in kinds for known in [*registry.names(kind), *catalogue.presets.get(kind, {})]}
    known |= set(catalogue.suites) if len(kinds) > 1 else set()
    packages = {
        named: package for kind in reversed(kinds) for named, package in catalogue.packages.get(kind, {}).items()
    }
    package = packages.pop(name, None)
    recorded = recorded_components.origin(registry, kinds, name)
    left_out = [report.provider.plugin for report in registry.plugins if report.problems and not report.components]
    causes = [
        recorded and recorded.cause,
        did_you_mean(name, known | packages.keys()),
        *(
            f"It is {with_article(kind)}, not {with_article(what)}."
            for kind in KINDS
            if (kind, name) in registry.components
        ),
        package and f"The package {package} provides it, and is not installed.",
        None if registry.plugins else "No plugins are loaded.",
        _users(registry, kinds, name),
        f"It may belong to {', '.join(left_out[:3])}, which is left out: zoo plugins." if left_out else None,
    ]
    listing = "zoo list" if len(kinds) > 1 else f"zoo list {what}s"
    elsewhere = f"zoo install {package}" if package else recorded and recorded.remedy
    return UsageError(
        f"There is no {what} {name!r}.",
        cause=" ".join(filter(None, causes)) or f"The zoo knows {len(known)} {what}{'s' * (len(known) != 1)}.",
        hint=elsewhere or (listing if registry.plugins else "zoo plugins"),
    )


def _users(registry: Registry, kinds: list[str], name: str) -> str | None:
    """Returns which preset names it, and in which file: the user may not have typed it."""
    catalogue = registry.catalogue
    for kind in kinds:
        for preset, expression in catalogue.presets.get(kind, {}).items():
            if name in (term.name for term in expressions.parse(expression)[0]):
                return f"The preset {preset!r} in {catalogue.origin('presets', kind, preset) or FILE} names it."
    return None


def _broken_owner(registry: Registry, kind: str, name: str) -> PluginReport | None:
    """Returns the plugin that was left out and would have provided the name, as far as can be known."""
    package = registry.catalogue.packages.get(kind, {}).get(name)
    for report in registry.plugins:
        if report.components or not report.problems:
            continue
        named = package is not None and normalise(package) == normalise(report.provider.distribution)
        if named or (kind, name) in report.lost or _mentions(report.module, name):
            return report
    return None


def _mentions(module: str, name: str) -> bool:
    """Whether the source of a plugin that could not be loaded says `name` in quotes. Nothing of it is imported."""
    try:
        spec = importlib.util.find_spec(module.partition(".")[0])
    except (ImportError, ValueError):  # no name of a module, or one that was made by hand
        return False
    if spec is None or not spec.origin or not spec.origin.endswith(".py"):
        return False
    files = Path(spec.origin).parent.rglob("*.py") if spec.submodule_search_locations else [Path(spec.origin)]
    quoted = re.compile(rf"""(["']){re.escape(name)}\1""")
    return any(quoted.search(file.read_text(encoding="utf-8", errors="replace")) for file in files if file.is_file())
