"""The registry: every component by kind and name, who provides it, and what the catalogue says about it."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from zoo import catalogue as catalogues
from zoo import grammar, plugins, unknown
from zoo.catalogue import Catalogue
from zoo.components import KINDS, Component
from zoo.errors import PluginError, UsageError
from zoo.grammar import Term
from zoo.plugins import PluginReport, Problem, Provider

Key = tuple[str, str]


def load(*, disabled: Collection[str] = (), strict: bool = False) -> Registry:
    """Finds and loads the plugins, and returns what they provide.

    Args:
        disabled: plugins to leave out, each by distribution, entry point or identity. `ZOO_PLUGINS` (`none`, or names
            between commas) says which to load in the first place.
        strict: whether a problem of any plugin is an error.

    Raises:
        UsageError: a name in `disabled` or `ZOO_PLUGINS` that means no plugin.
        PluginError: `strict`, and a plugin has a problem.
    """
    asked = os.environ.get("ZOO_PLUGINS", "")
    only = None if not asked.strip() else [name.strip() for name in asked.split(",") if name.strip() != "none"]
    found = plugins.select(plugins.find(), only=only, disabled=disabled)
    registry = build([plugins.load(plugin) for plugin in found], catalogues.read(catalogues.path()))
    if strict:
        refuse_problems(registry.plugins)
    return registry


def refuse_problems(reports: Iterable[PluginReport]) -> None:
    """Raises `PluginError` where a plugin has a problem."""
    for report in reports:
        for problem in report.problems:
            reason = f"{report.provider.plugin} {report.provider.version} {problem.reason}."
            raise PluginError(reason, cause="--strict-plugins lets no problem pass.", hint=problem.remedy)


def build(reports: Iterable[PluginReport], catalogue: Catalogue) -> Registry:
    """Settles who provides what, and returns the registry."""
    settled, clashes = _settle(list(reports), catalogue)
    components = {(c.kind, c.name): (c, report.provider) for report in settled for c in report.components}
    return Registry(plugins=tuple(settled), catalogue=catalogue, components=components, clashes=clashes)


@dataclass(frozen=True, kw_only=True)
class Registry:
    """Every component by kind and name; a read-only view, and there is no global one.

    Args:
        plugins: what became of each plugin, sorted by identity.
        components: by kind and name, a component and its provider.
        clashes: by kind and name, the strangers that provide the same name, which is then unusable.
    """

    plugins: tuple[PluginReport, ...] = ()
    catalogue: Catalogue = field(default_factory=Catalogue)
    components: Mapping[Key, tuple[Component, Provider]] = field(default_factory=dict)
    clashes: Mapping[Key, tuple[Provider, ...]] = field(default_factory=dict)

    @property
    def defaults(self) -> Mapping[str, Any]:
        return self.catalogue.defaults

    @property
    def demo(self) -> Mapping[str, Any]:
        return self.catalogue.demo

    @property
    def presets(self) -> Mapping[str, Mapping[str, str]]:
        return self.catalogue.presets

    @property
    def suites(self) -> Mapping[str, Any]:
        return self.catalogue.suites

    @property
    def packages(self) -> Mapping[str, Mapping[str, str]]:
        return self.catalogue.packages

    def names(self, kind: str) -> list[str]:
        """Returns the names of the components of a kind, sorted."""
        return sorted(name for known, name in self.components if known == kind)

    def component(self, kind: str, name: str) -> Component:
        """Returns a component.

        Raises:
            UsageError: no plugin provides the name.
            PluginError: two strangers provide it, or the plugin that does could not be loaded.
        """
        return self._entry(kind, name)[0]

    def provider(self, kind: str, name: str) -> Provider:
        """Returns who provides a component. Raises as `component` does."""
        return self._entry(kind, name)[1]

    def expand(self, kind: str, chain: Sequence[Term]) -> list[Term]:
        """Returns `chain` with every preset replaced by what it stands for.

        Raises:
            UsageError: parameters given to a preset that is a chain, or a preset that stands for itself.
        """
        return [link for term in chain for link in self._expand(kind, term, ())]

    def label(self, kind: str, expression: str) -> str:
        """Returns the name of the preset that means the same as `expression`, or else `expression`."""
        if "," in expression:
            return expression
        return self._labels.get((kind, self._canonical(kind, expression)), expression)

    def _entry(self, kind: str, name: str) -> tuple[Component, Provider]:
        try:
            return self.components[kind, name]
        except KeyError:
            raise unknown.error(self, kind, name) from None

    def _expand(self, kind: str, term: Term, above: tuple[str, ...]) -> list[Term]:
        expression = self.presets.get(kind, {}).get(term.name)
        if expression is None:
            return [term]
        if term.name in above:
            raise UsageError(
                f"The preset {term.name!r} stands for itself.",
                cause=f"{' -> '.join([*above, term.name])}.",
                hint="correct registry.yaml",
            )
        links = [
            link for inner in grammar.parse(expression)[0] for link in self._expand(kind, inner, (*above, term.name))
        ]
        if not term.values:
            return links
        if len(links) != 1:
            raise UsageError(
                f"{term.name!r} is a preset of several {kind}s, and takes no parameters.",
                cause=f"It stands for {grammar.format_chain(links)}.",
                hint=f"write the chain with your own values: {grammar.format_chain(links)}",
            )
        return [Term(links[0].name, {**links[0].values, **term.values})]

    @cached_property
    def _labels(self) -> dict[tuple[str, str], str]:
        return {
            (kind, self._canonical(kind, expression)): name
            for kind, presets in self.presets.items()
            for name, expression in sorted(presets.items(), reverse=True)
        }

    def _canonical(self, kind: str, expression: str) -> str:
        """Returns the shortest form of an expression, without the coercion that needs pydantic."""
        return grammar.format_chain([self._short(kind, t) for t in self.expand(kind, grammar.parse(expression)[0])])

    def _short(self, kind: str, term: Term) -> Term:
        component, _ = self.components.get((kind, term.name), (None, None))
        parameters = component.parameters if component else {}
        values = {
            name: value
            for name, value in sorted(term.values.items())
            if name not in parameters or grammar.encode(parameters[name].default) != grammar.encode(value)
        }
        return Term(term.name, values)


def _settle(
    reports: list[PluginReport], catalogue: Catalogue
) -> tuple[list[PluginReport], dict[Key, tuple[Provider, ...]]]:
    """Takes from every plugin the names that are not its own to give; the rest it keeps."""
    claims: dict[Key, list[Provider]] = {}
    for report in reports:
        for component in report.components:
            claims.setdefault((component.kind, component.name), []).append(report.provider)
    clashes = {}
    refused: dict[tuple[Key, Provider], Problem] = {}
    for key, providers in claims.items():
        own = [provider for provider in providers if provider.own]
        if key[1] in catalogue.presets.get(key[0], {}):
            refused |= {(key, p): _taken(key, f"is a preset of {plugins.OWN}", p) for p in providers}
        elif len(own) == 1:
            refused |= {(key, p): _taken(key, f"is provided by {own[0].plugin}", p) for p in providers if not p.own}
        elif len(providers) > 1:
            clashes[key] = tuple(providers)
            refused |= {(key, p): unknown.clash(key, p, providers) for p in providers}
    return [_without(report, refused) for report in reports], clashes


def _taken(key: Key, owner: str, provider: Provider) -> Problem:
    remedy = f"rename it in {provider.distribution}; or --no-plugin {provider.distribution}"
    return Problem(f"cannot provide the {key[0]} {key[1]!r}: the name {owner}", remedy)


def _without(report: PluginReport, refused: Mapping[tuple[Key, Provider], Problem]) -> PluginReport:
    keys = {(component.kind, component.name): component for component in report.components}
    problems = [refused[key, report.provider] for key in keys if (key, report.provider) in refused]
    kept = tuple(component for key, component in keys.items() if (key, report.provider) not in refused)
    return replace(report, components=kept, problems=(*report.problems, *problems)) if problems else report


def kinds_of(registry: Registry, name: str) -> list[str]:
    """Returns the kinds of which `name` is a component or a preset."""
    return [kind for kind in KINDS if (kind, name) in registry.components or name in registry.presets.get(kind, {})]
