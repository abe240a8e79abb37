"""Plugins: found by their entry points, loaded one by one, each guarded from the others, and collected."""

from __future__ import annotations

import contextlib
import importlib.metadata
import inspect
import re
import sys
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pluggy

from zoo import hookspecs
from zoo.components import KINDS, Component
from zoo.errors import PluginError, UsageError, ZooError, did_you_mean

GROUP = "zoo"
OWN = "keras-zoo"
HOOKS = {f"zoo_{kind}s": description for kind, description in KINDS.items()}
HEAVY = ("tensorflow", "keras", "torch", "jax")


@dataclass(frozen=True)
class Provider:
    """Who provides a component: a distribution, its version and the plugin's identity, `distribution[entry point]`."""

    distribution: str
    version: str
    plugin: str

    @property
    def own(self) -> bool:
        """Whether this is the zoo itself."""
        return normalise(self.distribution) == OWN

    def answers_to(self, name: str) -> bool:
        """Whether `name` means this plugin: its distribution, its entry point or its identity."""
        entry = self.plugin.removeprefix(self.distribution).strip("[]")
        return name in (entry, self.plugin) or normalise(name) == normalise(self.distribution)


@dataclass(frozen=True)
class Problem:
    """What is wrong with a plugin, as the rest of a sentence that its identity begins, and what to do."""

    reason: str
    remedy: str


@dataclass(frozen=True, kw_only=True)
class PluginReport:
    """What became of a plugin.

    Args:
        components: what it provides; empty where it is left out.
        lost: kind and name of what it described before it failed.
        module: the module that its entry point names.
        seconds: how long it took to load.
        slow: the heavy library that it imported, or an empty text.
    """

    provider: Provider
    components: tuple[Component, ...] = ()
    lost: tuple[tuple[str, str], ...] = ()
    module: str = ""
    seconds: float = 0.0
    slow: str = ""
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


@dataclass(frozen=True)
class Found:
    """An entry point that has not been loaded yet, or cannot be read (`problem`)."""

    provider: Provider
    entry: importlib.metadata.EntryPoint | None = field(default=None, compare=False)
    problem: Problem | None = None


def normalise(distribution: str) -> str:
    """Returns a distribution's name as PyPI compares it."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def find() -> list[Found]:
    """Returns every entry point of the group `zoo`, sorted; of two copies of a distribution, the first on the path."""
    found: dict[str, list[Found]] = {}
    for distribution in importlib.metadata.distributions():
        # Reading the text first spares parsing the entry points of everything else that is installed.
        if f"[{GROUP}]" in (distribution.read_text("entry_points.txt") or ""):
            plugins = list(_entries(distribution))
            found.setdefault(normalise(plugins[0].provider.distribution), plugins)
    return sorted(sum(found.values(), []), key=lambda plugin: plugin.provider.plugin)


def select(found: Iterable[Found], *, only: Collection[str] | None, disabled: Collection[str]) -> list[Found]:
    """Returns those of `found` that `only` names (None: all), without the `disabled` ones.

    Raises:
        UsageError: a name in `only` or `disabled` that means no plugin.
    """
    plugins = list(found)
    for name in [*(only or ()), *disabled]:
        if not any(plugin.provider.answers_to(name) for plugin in plugins):
            option = "ZOO_PLUGINS" if name in (only or ()) else "--no-plugin"
            known = sorted({plugin.provider.distribution for plugin in plugins})
            close = did_you_mean(name, known) or f"Installed: {', '.join(known) or 'none'}."
            raise UsageError(
                f"{option} names {name!r}, and no such plugin is installed.", cause=close, hint="zoo plugins"
            )

    def named(plugin: Found, names: Collection[str]) -> bool:
        return any(plugin.provider.answers_to(name) for name in names)

    return [plugin for plugin in plugins if (only is None or named(plugin, only)) and not named(plugin, disabled)]


def load(plugin: Found) -> PluginReport:
    """Loads one plugin. Whatever it does but a KeyboardInterrupt harms nobody else."""
    module = plugin.entry.module if plugin.entry else ""
    if plugin.entry is None or plugin.problem:
        return PluginReport(provider=plugin.provider, problems=(plugin.problem,) if plugin.problem else ())
    started, heavy_before = time.perf_counter(), set(HEAVY) & set(sys.modules)
    components: list[Component] = []
    problems: tuple[Problem, ...] = ()
    try:
        with contextlib.redirect_stdout(sys.stderr):  # what a plugin prints is no part of any result
            _collect(plugin.entry.load(), plugin.provider.plugin, components)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a stranger's code may raise anything, SystemExit too
        problems = (_problem(error, plugin.provider),)
    heavy = [name for name in HEAVY if name in sys.modules and name not in heavy_before]
    return PluginReport(
        provider=plugin.provider,
        components=() if problems else tuple(components),
        lost=tuple((component.kind, component.name) for component in components) if problems else (),
        module=module,
        seconds=time.perf_counter() - started,
        slow=heavy[0] if heavy else "",
        problems=problems,
    )


def _entries(distribution: importlib.metadata.Distribution) -> Iterator[Found]:
    metadata = distribution.metadata
    name, version = metadata["Name"] or "unknown", metadata["Version"] or "unknown"
    try:
        entries = distribution.entry_points.select(group=GROUP)
    except Exception as error:  # noqa: BLE001 - entry_points.txt is a stranger's text, parsed by the standard library
        provider = Provider(name, version, f"{name}[?]")
        yield Found(provider, problem=_problem(error, provider, doing="has an unreadable entry_points.txt"))
        return
    for entry in entries:
        yield Found(Provider(name, version, f"{name}[{entry.name}]"), entry)


def _collect(module: Any, identity: str, components: list[Component]) -> None:
    """Adds what a plugin provides to `components`, which also tells what came before a failure."""
    _check_functions(module)
    manager = pluggy.PluginManager("zoo")
    manager.add_hookspecs(hookspecs)
    manager.register(module, name=identity)
    manager.check_pending()
    for name, description in HOOKS.items():
        hook = getattr(manager.hook, name)
        results = hook()
        if hook.get_hookimpls() and not results:
            raise PluginError(f"returned None from {name}", hint=f"return a list of zoo.{description.__name__}")
        for component in (component for result in results for component in result):
            _check(component, description, name, components)
            components.append(component)
    if not components:
        hint = f"define one of {', '.join(HOOKS)} under @zoo.hookimpl, or remove the entry point"
        raise PluginError("provides nothing", hint=hint)


def _check_functions(module: Any) -> None:
    """Refuses what pluggy would pass over or explain less well: a misspelt hook, and one without its marker."""
    for name in dir(module):
        function = getattr(module, name, None)
        if not name.startswith("zoo_") or not inspect.isroutine(function):
            continue
        if name not in HOOKS:
            close = did_you_mean(name, HOOKS) or f"The hooks are {', '.join(HOOKS)}."
            raise PluginError(f"defines {name}, which is no hook", hint=f"rename it. {close}")
        if not hasattr(function, f"{GROUP}_impl"):
            raise PluginError(
                f"defines {name} without the marker @zoo.hookimpl", hint=f"put @zoo.hookimpl above {name}"
            )


def _check(component: Any, description: type[Component], hook: str, known: Iterable[Component]) -> None:
    expected = f"zoo.{description.__name__}"
    if not isinstance(component, description):
        raise PluginError(f"returned {component!r} from {hook}", hint=f"return only {expected} from {hook}")
    if any((other.kind, other.name) == (component.kind, component.name) for other in known):
        raise PluginError(f"provides the {component.kind} {component.name!r} twice", hint="rename one of the two")
    component.check()


def _problem(error: BaseException, provider: Provider, doing: str = "could not be loaded") -> Problem:
    leave_out = f"--no-plugin {provider.distribution}"
    if isinstance(error, ZooError):
        return Problem(error.message, f"{error.hint}; or {leave_out}" if error.hint else leave_out)
    if isinstance(error, pluggy.PluginValidationError):
        return Problem(f"{doing}: {' '.join(str(error).split())}", f"correct the hook; or {leave_out}")
    said = " ".join(str(error).split())
    reason = f"{doing}: {type(error).__name__}{': ' if said else ''}{said.rstrip('.')}{_place(error)}"
    if isinstance(error, ModuleNotFoundError) and error.name:
        return Problem(reason, f"install what provides {error.name.split('.')[0]!r}; or {leave_out}")
    return Problem(reason, f"pip install --upgrade {provider.distribution}; or {leave_out}")


def _place(error: BaseException) -> str:
    """Returns the file and line that raised, where that is not the zoo's own check."""
    import traceback

    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith("<")]
    where = Path(frames[-1].filename) if frames else None
    return f" ({where.name}:{frames[-1].lineno})" if where and Path(__file__).parent not in where.parents else ""
