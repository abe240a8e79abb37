"""The components that a function of this package works with: those that are installed, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from zoo.errors import UsageError, did_you_mean
from zoo.experiments.options import count
from zoo.progress import tell

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry

_said: set[str] = set()


def registry(given: Registry | None = None, *, disabled: Collection[str] = (), strict: bool = False) -> Registry:
    """Returns the registry that is given, else that of all plugins but those disabled. What is wrong with one is said
    on stderr, once; with `strict` it raises `PluginError`."""
    if given is not None:
        return given
    from zoo.experiments import registry as registries

    loaded = registries.load(disabled=disabled, strict=strict)
    for line in remarks(loaded):
        if line not in _said:
            _said.add(line)
            tell(line)
    return loaded


def remarks(registry: Registry) -> list[str]:
    """Returns a line for a catalogue that was left alone, for a zoofile that counts, for each problem of a plugin."""
    notes = [registry.catalogue.note, registry.zoofile and f"{registry.zoofile} is loaded, as a plugin."]
    problems = [line for plugin in registry.plugins for line in plugin.lines()]
    return [*(f"Note: {note}" for note in notes if note), *problems]


def counted(name: str, value: int | None, hint: str) -> None:
    """Raises `UsageError` where an argument is given and is no number from 1."""
    try:
        count(str(1 if value is None else value))
    except ValueError as error:
        raise UsageError(f"{name}: {error}", hint=hint) from error


def one_of(name: str, value: str, known: Iterable[str], hint: str) -> None:
    """Raises `UsageError` where an argument is not one of the words that it takes."""
    if value not in (known := list(known)):
        cause = did_you_mean(str(value), known) or f"It takes {', '.join(known)}."
        raise UsageError(f"{name}={value!r} is not known.", cause=cause, hint=hint)
