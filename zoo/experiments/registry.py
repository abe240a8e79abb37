"""The registry: every component by kind and name, who provides it, and what the catalogue says about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from zoo.errors import PluginError, UsageError, with_article
from zoo.experiments import catalogue as catalogues
from zoo.experiments import plugin_catalogues
from zoo.experiments.catalogue import Catalogue
from zoo.experiments.presets import Presets
from zoo.experiments.suites import Suite
from zoo.plugin import conflicts, loading, zoofile
from zoo.plugin.choice import chosen
from zoo.plugin.components import KINDS, Component
from zoo.plugin.conflicts import Key
from zoo.plugin.discovery import Provider
from zoo.plugin.expressions import Term
from zoo.plugin.loading import PluginReport


def load(
    *, disabled: Collection[str] = (), strict: bool = False, local: bool = True, file: Path | None = None
) -> Registry:
    """Finds and loads the plugins, and returns what they provide.

    Args:
        disabled: plugins to leave out, each by distribution, entry point or identity. `ZOO_PLUGINS` (`none`, or names
            between commas) says which to load in the first place.
        strict: whether a problem of any plugin is an error.
        local: whether the working directory's catalogue and zoofile count; a worker is told what they stood for.
        file: the zoofile that counts in place of the working directory's.

    Raises:
        UsageError: a name in `disabled` or `ZOO_PLUGINS` that means no plugin; or a catalogue that cannot be read, or
            that takes a component's name for a preset.
        PluginError: `strict`, and a plugin has a problem.
    """
    if file is None and local:
        file = zoofile.here()
    catalogue = catalogues.load(local=local)  # before plugins: one may change the directory when it is imported
    if file:  # it is imported anew, in whatever folder it is now
        from zoo.experiments import component_code

        component_code.forget()
    registry = build(loading.load(chosen(disabled, file)), catalogue)
    if strict:
        refuse_problems(registry.plugins)
    return registry


def settings(registry: Registry, *, disabled: Collection[str], strict: bool) -> dict[str, Any]:
    """Returns what another process needs to load the same plugins, as JSON has it; `load_as` reads it."""
    file = registry.zoofile and str(registry.zoofile)
    return {"disabled_plugins": list(disabled), "strict_plugins": strict, "zoofile": file}


def load_as(settings: Mapping[str, Any]) -> Registry:
    """Loads the plugins that another process says; what its directory's catalogue stood for is resolved by then.

    Args:
        settings: what `settings` returned there, and whatever else.

    Raises:
        UsageError, PluginError: as `load` does.
    """
    disabled, strict = tuple(settings.get("disabled_plugins", ())), bool(settings.get("strict_plugins", False))
    file = Path(settings["zoofile"]) if settings.get("zoofile") else None
    return load(disabled=disabled, strict=strict, local=False, file=file)


def refuse_problems(reports: Iterable[PluginReport]) -> None:
    """Raises `PluginError` where a plugin has a problem."""
    for report in reports:
        for problem in report.problems:
            reason = f"{report.provider.plugin} {report.provider.version} {problem.reason}."
            raise PluginError(reason, cause="--strict-plugins lets no problem pass.", hint=problem.remedy)


def build(reports: Iterable[PluginReport], catalogue: Catalogue) -> Registry:
    """Settles who provides what, and returns the registry.

    Args:
        catalogue: the zoo's own, and the working directory's over it; those of plugins are laid below.

    Raises:
        UsageError: the working directory's catalogue takes a component's name for a preset.
    """
    read, said = plugin_catalogues.read(reports)
    _refuse_disguises(read, catalogue)
    settled, clashing = conflicts.settle(read, _reserved(catalogue))
    components = {(c.kind, c.name): (c, report.provider) for report in settled for c in report.components}
    both = catalogues.over(plugin_catalogues.kept(settled, said), catalogue)
    if any(report.named for report in settled):
        settled = plugin_catalogues.without_endless(settled, both)
        both = catalogues.over(plugin_catalogues.kept(settled, said), catalogue)
    return Registry(plugins=tuple(settled), catalogue=both, components=components, clashes=clashing)


def _reserved(catalogue: Catalogue) -> set[Key]:
    """Returns the names of the zoo's own presets and suites; those of the working directory hide a plugin's."""
    presets = {(kind, name): ("presets", kind, name) for kind, own in catalogue.presets.items() for name in own}
    suites = {(conflicts.SUITE, name): ("suites", name) for name in catalogue.suites}
    return {key for key, place in (presets | suites).items() if not catalogue.local(*place)}


def _refuse_disguises(reports: Iterable[PluginReport], catalogue: Catalogue) -> None:
    """A component's name means that component in every directory."""
    for report in reports:
        for component in report.components:
            place = ("presets", component.kind, component.name)
            if catalogue.local(*place):
                raise UsageError(
                    f"The preset {component.name!r} in {catalogue.origin(*place)} has the name of "
                    f"{with_article(component.kind)}.",
                    cause=f"{report.provider.plugin} provides it, and a preset cannot stand in its place.",
                    hint=f"rename the preset in {catalogue.origin(*place)}",
                )


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
    def zoofile(self) -> Path | None:
        """The zoofile among the plugins, sound or not."""
        return next((file for report in self.plugins if (file := report.provider.zoofile)), None)

    def suite(self, name: str) -> Suite:
        """Returns a suite. Raises `UsageError` where the catalogue has none of that name."""
        try:
            return self.catalogue.suites[name]
        except KeyError:
            from zoo.experiments import unknown_names

            raise unknown_names.suite(self, name) from None

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
        return self._presets[kind].expand(chain)

    def label(self, kind: str, expression: str) -> str:
        """Returns the name of the preset that means the same as `expression`, or else `expression`."""
        return self._presets[kind].label(expression)

    def kinds(self, name: str) -> list[str]:
        """Returns the kinds of which `name` is a component or a preset."""
        return [
            kind for kind in KINDS if (kind, name) in self.components or name in self.catalogue.presets.get(kind, {})
        ]

    def _entry(self, kind: str, name: str) -> tuple[Component, Provider]:
        try:
            return self.components[kind, name]
        except KeyError:
            from zoo.experiments import unknown_names

            raise unknown_names.error(self, kind, name) from None

    @cached_property
    def _presets(self) -> Mapping[str, Presets]:
        presets, origins = self.catalogue.presets, self.catalogue.origins
        own = {kind: {name: self.components[kind, name][0] for name in self.names(kind)} for kind in KINDS}
        return {kind: Presets(kind, presets.get(kind, {}), own[kind], origins) for kind in KINDS}
