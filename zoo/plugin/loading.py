"""Plugins, loaded one by one and each guarded from the others; and what became of each."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pluggy

from zoo.plugin import interface, spec
from zoo.plugin.collecting import collect
from zoo.plugin.components import KINDS, Component
from zoo.plugin.containment import contained, why
from zoo.plugin.discovery import GROUP, Found, Problem, Provider
from zoo.plugin.zoofile import Zoofile

if TYPE_CHECKING:
    from zoo.plugin.process_state import ProcessState

HEAVY = ("tensorflow", "keras", "torch", "jax")

CATALOGUE = "registry.yaml"
"""The file of a catalogue: the zoo's, and a plugin's beside its module. Other programs have files of that name too."""


@dataclass(frozen=True, kw_only=True)
class PluginReport:
    """What became of a plugin.

    Args:
        components: what it provides; empty where it is left out.
        hooks: those of events that it has, by name; they are called in the process of events.
        lost: kind and name of what it described before it failed.
        named: kind and name of what its catalogue names: presets, and suites.
        module: the module that its entry point names.
        entry: all that it names, `module` or `module:attribute`; the path of a file.
        catalogue: the `registry.yaml` in the package of that module, where there is one.
        interface: the one that it states to be written for.
        seconds: how long it took to load.
        slow: the heavy library that it imported, or an empty text.
        changed: what it changed of the process when it was imported; that was put back.
    """

    provider: Provider
    components: tuple[Component, ...] = ()
    hooks: Mapping[str, pluggy.HookImpl] = field(default_factory=dict)
    lost: tuple[tuple[str, str], ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    module: str = ""
    entry: str = ""
    catalogue: Path | None = None
    interface: int | None = None
    seconds: float = 0.0
    slow: str = ""
    changed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def provides(self) -> dict[str, list[str]]:
        """The names it provides, by kind."""
        names: dict[str, list[str]] = {}
        for component in self.components:
            names.setdefault(component.kind, []).append(component.name)
        return {kind: sorted(names[kind]) for kind in KINDS if kind in names}

    def lines(self) -> list[str]:
        """Returns a line for each problem."""
        who = f"{self.provider.plugin} {self.provider.version}"
        return [f"Warning: {who} {problem.reason}. Try: {problem.remedy}" for problem in self.problems]


def load(found: Iterable[Found]) -> list[PluginReport]:
    """Loads plugins. Whatever one of them does, but a KeyboardInterrupt, harms no other."""
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(spec)
    plugins, state = list(found), None
    if not all(plugin.provider.own for plugin in plugins):
        from zoo.plugin.process_state import ProcessState

        state = ProcessState()  # not for the zoo's own, which change nothing: it takes milliseconds
    return [_load(plugin, manager, None if plugin.provider.own else state) for plugin in plugins]


def _load(plugin: Found, manager: pluggy.PluginManager, state: ProcessState | None) -> PluginReport:
    if plugin.entry is None:
        return PluginReport(provider=plugin.provider, problems=(plugin.problem,) if plugin.problem else ())
    started, heavy_before = time.perf_counter(), set(HEAVY) & set(sys.modules)
    components: list[Component] = []
    hooks: dict[str, pluggy.HookImpl] = {}
    problems: tuple[Problem, ...] = ()
    states = catalogue = None
    try:
        with contained(f"the plugin {plugin.provider.plugin} was imported"):
            module = _import(plugin.entry)
            states, catalogue = interface.stated(module), _catalogue(plugin.entry.module)
            collect(module, plugin.provider.plugin, manager, components, hooks, alone=catalogue is None)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a stranger's code may raise anything, SystemExit too
        problems = (why(error, plugin.provider),)
    heavy = [name for name in HEAVY if name in sys.modules and name not in heavy_before]
    return PluginReport(
        provider=plugin.provider,
        components=() if problems else tuple(components),
        hooks={} if problems else hooks,
        lost=tuple((component.kind, component.name) for component in components) if problems else (),
        module=plugin.entry.module,
        entry=plugin.entry.value,
        catalogue=catalogue,
        interface=states,
        seconds=time.perf_counter() - started,
        slow=heavy[0] if heavy else "",
        changed=_put_back(state, plugin.entry, left_out=bool(problems)) if state else (),
        problems=problems,
    )


def _import(entry: Any) -> Any:
    """Returns what an entry point or a zoofile names."""
    try:
        return entry.load()
    except (ImportError, AttributeError):
        interface.refuse_later(entry.module)
        raise


def _catalogue(module: str) -> Path | None:
    """Returns the catalogue in a module's package. What lies beside a module without one may be anybody's."""
    loaded = sys.modules.get(module)
    file = getattr(loaded, "__file__", None)
    if file is None or not (hasattr(loaded, "__path__") or "." in module):
        return None
    path = os.path.join(os.path.dirname(file), CATALOGUE)
    return Path(path) if os.path.isfile(path) else None


def _put_back(state: ProcessState, entry: Any, *, left_out: bool) -> tuple[str, ...]:
    from zoo.plugin.process_state import SEARCH_PATH

    changes = state.restore(keep=() if left_out else SEARCH_PATH)
    ours = SEARCH_PATH if isinstance(entry, Zoofile) else ()  # its folder is there by the zoo's doing
    return tuple(name for name in (*changes.undone, *changes.stays) if name not in ours)
