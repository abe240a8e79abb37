"""Plugins, loaded one by one and each guarded from the others, and what they provide collected."""

from __future__ import annotations

import inspect
import os
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pluggy

from zoo.errors import PluginError, close_names
from zoo.plugin import interface, spec
from zoo.plugin.components import KINDS, Component
from zoo.plugin.containment import contained, why
from zoo.plugin.discovery import GROUP, Found, Problem, Provider

if TYPE_CHECKING:
    from zoo.plugin.process_state import ProcessState

HOOKS = {f"zoo_{kind}s": description for kind, description in KINDS.items()}
EVENTS = (RUN_STARTED, EPOCH_FINISHED, RUN_FINISHED) = ("zoo_run_started", "zoo_epoch_finished", "zoo_run_finished")
WANTS_EVENTS = "zoo_wants_events"
NAMES = (*HOOKS, *EVENTS, WANTS_EVENTS)
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
            _collect(module, plugin.provider.plugin, manager, components, hooks, alone=catalogue is None)
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
        changed=_put_back(state, left_out=bool(problems)) if state else (),
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


def _put_back(state: ProcessState, *, left_out: bool) -> tuple[str, ...]:
    from zoo.plugin.process_state import SEARCH_PATH

    changes = state.restore(keep=() if left_out else SEARCH_PATH)
    return (*changes.undone, *changes.stays)


def _collect(
    module: Any,
    name: str,
    manager: pluggy.PluginManager,
    components: list[Component],
    hooks: dict[str, pluggy.HookImpl],
    *,
    alone: bool,
) -> None:
    """Adds what a plugin provides to `components`, which also tells what came before a failure, and to `hooks`.

    No other plugin is registered meanwhile; a manager of its own would cost each a millisecond.

    Args:
        alone: whether the module is all that there is, and no catalogue beside it.
    """
    _check_functions(module)
    try:
        manager.register(module, name)
        manager.check_pending()
        hooks.update(_event_hooks(manager))
        _call_hooks(manager, components)
        if alone and not components and not set(EVENTS) & set(hooks):
            hint = f"define one of {', '.join((*HOOKS, *EVENTS))} under @zoo.hookimpl, or remove the entry point"
            raise PluginError("provides nothing", hint=hint)
    finally:
        if manager.has_plugin(name):
            manager.unregister(name=name)


def _call_hooks(manager: pluggy.PluginManager, components: list[Component]) -> None:
    for name, description in HOOKS.items():
        hook = getattr(manager.hook, name)
        results = hook()
        if hook.get_hookimpls() and not results:
            raise PluginError(f"returned None from {name}", hint=f"return a list of zoo.{description.__name__}")
        for component in (component for result in results for component in result):
            _check(component, description, name, components)
            components.append(component)


def _event_hooks(manager: pluggy.PluginManager) -> dict[str, pluggy.HookImpl]:
    """Returns the hooks of events of the plugin that is registered; none is called here."""
    found = {name: hook for name in (*EVENTS, WANTS_EVENTS) for hook in getattr(manager.hook, name).get_hookimpls()}
    for name, hook in found.items():
        if inspect.isgeneratorfunction(hook.function) or inspect.iscoroutinefunction(hook.function):
            hint = f"leave out yield and async in {name}"
            raise PluginError(f"defines {name}, which does nothing when it is called", hint=hint)
    return found


def _check_functions(module: Any) -> None:
    """Refuses what pluggy would pass over or explain less well: a misspelt hook, and one without its marker."""
    for name in dir(module):
        function = getattr(module, name, None) if name.startswith("zoo_") else None
        if not inspect.isroutine(function):
            continue
        if name not in NAMES:
            close = " or ".join(close_names(name, NAMES)[:1] or NAMES)
            raise PluginError(f"defines {name}, which is no hook", hint=f"rename it to {close}")
        if not hasattr(function, f"{GROUP}_impl"):
            hint = f"put @zoo.hookimpl above {name}"
            raise PluginError(f"defines {name} without the marker @zoo.hookimpl", hint=hint)


def _check(component: Any, description: type[Component], hook: str, known: Iterable[Component]) -> None:
    expected = f"zoo.{description.__name__}"
    if not isinstance(component, description):
        raise PluginError(f"returned {component!r} from {hook}", hint=f"return only {expected} from {hook}")
    if any((other.kind, other.name) == (component.kind, component.name) for other in known):
        raise PluginError(f"provides the {component.kind} {component.name!r} twice", hint="rename one of the two")
    component.check()
