"""Which plugins to load, of those that are found: what `ZOO_PLUGINS` names, without what `--no-plugin` does."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from pathlib import Path

from zoo.errors import UsageError, did_you_mean
from zoo.plugin import zoofile
from zoo.plugin.discovery import Found, find


def chosen(disabled: Collection[str], file: Path | None) -> list[Found]:
    """Returns the plugins that are installed, and a zoofile: those that are to be loaded.

    Args:
        disabled: plugins to leave out, each by distribution, entry point or identity. `ZOO_PLUGINS` (`none`, or names
            between commas) says which to load in the first place.

    Raises:
        UsageError: a name in `disabled` or `ZOO_PLUGINS` that means no plugin.
    """
    asked = os.environ.get("ZOO_PLUGINS", "")
    names = [name for entry in asked.split(",") if (name := entry.strip())]
    only = [name for name in names if name != "none"] if names else None
    found = [*find(), *([Found.of_file(file)] if file else [])]
    return select(found, only=only, disabled=disabled)


def select(found: Iterable[Found], *, only: Collection[str] | None, disabled: Collection[str]) -> list[Found]:
    """Returns those of `found` that `only` names (None: all), without the `disabled` ones.

    Raises:
        UsageError: a name in `only` or `disabled` that means no plugin.
    """
    plugins = list(found)
    wanted = plugins if only is None else _named(plugins, only, "ZOO_PLUGINS", "unset ZOO_PLUGINS")
    installed = [name for name in disabled if name != zoofile.FILE]  # which may be left out where there is none, too
    unwanted = _named(plugins, installed, "--no-plugin", "zoo plugins")
    unwanted += [plugin for plugin in plugins if plugin.provider.zoofile and zoofile.FILE in disabled]
    return [plugin for plugin in wanted if plugin not in unwanted]


def _named(plugins: list[Found], names: Collection[str], option: str, hint: str) -> list[Found]:
    """Returns the plugins that `names` mean. Raises `UsageError` for a name that means none."""
    for name in names:
        if not any(plugin.provider.answers_to(name) for plugin in plugins):
            known = sorted({plugin.provider.distribution for plugin in plugins})
            cause = did_you_mean(name, known) or f"Installed: {', '.join(known) or 'none'}."
            raise UsageError(f"{option} names {name!r}, and no such plugin is installed.", cause=cause, hint=hint)
    return [plugin for plugin in plugins if any(plugin.provider.answers_to(name) for name in names)]
