"""Components that are not here any more: where the runs that are recorded had them from, and what brings them back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from zoo.errors import ZooError, shell_quote
from zoo.plugin import zoofile
from zoo.plugin.components import PARTS
from zoo.store import RunRecord, Store

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry


class Origin(NamedTuple):
    """Where the newest run had a component from, as a sentence, and a command that helps, where there is one."""

    cause: str
    remedy: str | None


def origin(registry: Registry, kinds: Iterable[str], name: str) -> Origin | None:
    """Returns where the newest run of a component had it from; None where no run is known."""
    try:
        store = Store.open(create=False, tell=lambda line: None)
        found = ((kind, store.newest_of(kind, name)) for kind in kinds if kind in PARTS)
        return next((_told(registry, run, f"{kind}:{name}") for kind, run in found if run), None)
    except ZooError:  # a store that cannot be read is another command's to tell
        return None


def _told(registry: Registry, run: RunRecord, key: str) -> Origin:
    entry = (run.provenance or {})["components"][key]
    distribution, version = entry["distribution"], entry["version"]
    if distribution == zoofile.FILE:
        file = Path(version, zoofile.FILE)
        what, loaded, back = str(file), registry.zoofile == file, shell_quote("cd", version) if file.is_file() else None
    else:
        names = {report.provider.distribution for report in registry.plugins}
        what, loaded, back = f"{distribution} {version}", distribution in names, f"zoo install {distribution}"
    had = f"Run {run.name} had it from {what}, which"
    if loaded:
        return Origin(f"{had} does not have it any more.", f"zoo show {run.name}")
    return Origin(f"{had} is not loaded here.", back)
