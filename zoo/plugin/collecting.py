"""The hooks of a plugin's module: which it has, whether they are sound, and the components that they give."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import Any

import pluggy

from zoo.errors import PluginError, close_names
from zoo.plugin.components import KINDS, Component
from zoo.plugin.discovery import GROUP

HOOKS = {f"zoo_{kind}s": description for kind, description in KINDS.items()}
EVENTS = (RUN_STARTED, EPOCH_FINISHED, RUN_FINISHED) = ("zoo_run_started", "zoo_epoch_finished", "zoo_run_finished")
WANTS_EVENTS = "zoo_wants_events"
NAMES = (*HOOKS, *EVENTS, WANTS_EVENTS)


def collect(
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
