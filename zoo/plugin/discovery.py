"""Finding plugins: the entry points of the group `zoo`, who brings them, and which of them to load."""

from __future__ import annotations

import importlib.metadata
import itertools
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from zoo.errors import UsageError, did_you_mean

GROUP = "zoo"
OWN = "keras-zoo"


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
        # Looking at the text first spares parsing the entry points of everything else that is installed.
        if f"[{GROUP}]" in (distribution.read_text("entry_points.txt") or ""):
            plugins = list(_entries(distribution))
            found.setdefault(normalise(plugins[0].provider.distribution) if plugins else "", plugins)
    return sorted(itertools.chain(*found.values()), key=lambda plugin: plugin.provider.plugin)


def select(found: Iterable[Found], *, only: Collection[str] | None, disabled: Collection[str]) -> list[Found]:
    """Returns those of `found` that `only` names (None: all), without the `disabled` ones.

    Raises:
        UsageError: a name in `only` or `disabled` that means no plugin.
    """
    plugins = list(found)
    _refuse_strangers(plugins, only or (), "ZOO_PLUGINS", "unset ZOO_PLUGINS")
    _refuse_strangers(plugins, disabled, "--no-plugin", "zoo plugins")

    def named(plugin: Found, names: Collection[str]) -> bool:
        return any(plugin.provider.answers_to(name) for name in names)

    return [plugin for plugin in plugins if (only is None or named(plugin, only)) and not named(plugin, disabled)]


def _entries(distribution: importlib.metadata.Distribution) -> Iterator[Found]:
    text = distribution.read_text("METADATA") or distribution.read_text("PKG-INFO") or ""
    name, version = (_header(text, key) for key in ("Name", "Version"))
    try:
        entries = distribution.entry_points.select(group=GROUP)
    except Exception as error:  # noqa: BLE001 - entry_points.txt is a stranger's text, parsed by the standard library
        reason = f"has an entry_points.txt that cannot be read: {type(error).__name__}: {error}"
        problem = Problem(reason, f"pip install --force-reinstall {name}; or --no-plugin {name}")
        yield Found(Provider(name, version, f"{name}[?]"), problem=problem)
        return
    for entry in entries:
        yield Found(Provider(name, version, f"{name}[{entry.name}]"), entry)


def _header(metadata: str, key: str) -> str:
    """Returns a one-line header. Parsing the whole as e-mail takes as long as loading a light plugin."""
    match = re.search(rf"^{key}:[ \t]*(\S+)", metadata, re.MULTILINE | re.IGNORECASE)
    return match[1] if match else "unknown"


def _refuse_strangers(plugins: list[Found], names: Collection[str], option: str, hint: str) -> None:
    for name in names:
        if not any(plugin.provider.answers_to(name) for plugin in plugins):
            known = sorted({plugin.provider.distribution for plugin in plugins})
            cause = did_you_mean(name, known) or f"Installed: {', '.join(known) or 'none'}."
            raise UsageError(f"{option} names {name!r}, and no such plugin is installed.", cause=cause, hint=hint)
