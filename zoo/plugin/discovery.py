"""Finding plugins: the entry points of the group `zoo`, and who brings them; `choice` says which of them to load."""

from __future__ import annotations

import importlib.metadata
import itertools
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from zoo.plugin import zoofile
from zoo.plugin.zoofile import Zoofile

GROUP = "zoo"
OWN = "keras-zoo"


@dataclass(frozen=True)
class Provider:
    """Who provides a component: a distribution, its version and the plugin's identity, `distribution[entry point]`.

    A file is the distribution of its name, `zoofile.py`; its version is the folder that it lies in.
    """

    distribution: str
    version: str
    plugin: str

    @property
    def own(self) -> bool:
        """Whether this is the zoo itself."""
        return normalise(self.distribution) == OWN

    @property
    def zoofile(self) -> Path | None:
        """The zoofile that this is, None of a distribution."""
        return Path(self.version, zoofile.FILE) if self.plugin == f"{zoofile.FILE}[.]" else None

    @property
    def mend(self) -> str:
        """What may mend it."""
        file = self.plugin == f"{self.distribution}[.]"
        return (
            f"correct {Path(self.version, self.distribution)}" if file else f"zoo install --upgrade {self.distribution}"
        )

    @property
    def remedy(self) -> str:
        """What to do where nothing better is known."""
        return f"{self.mend}; or --no-plugin {self.distribution}"

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
    """An entry point or a zoofile that has not been loaded yet, or an entry point that cannot be read (`problem`)."""

    provider: Provider
    entry: importlib.metadata.EntryPoint | Zoofile | None = field(default=None, compare=False)
    problem: Problem | None = None

    @classmethod
    def of_file(cls, path: Path) -> Found:
        """Returns the plugin that a file with hooks is, a zoofile or any other."""
        return cls(Provider(path.name, str(path.parent), f"{path.name}[.]"), Zoofile(path))


def entry(value: str) -> importlib.metadata.EntryPoint | Zoofile:
    """Returns what a plugin is loaded from: the absolute path of a file, or a `module:attribute`."""
    if os.path.isabs(value):
        return Zoofile(Path(value))
    return importlib.metadata.EntryPoint("", value, GROUP)


def normalise(distribution: str) -> str:
    """Returns a distribution's name as PyPI compares it."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


class _Copy(NamedTuple):
    """A distribution as it lies somewhere; one that has no METADATA is what a cut-off installation left behind."""

    name: str
    version: str
    whole: bool
    folder: str
    distribution: importlib.metadata.Distribution


def find() -> list[Found]:
    """Returns every entry point of the group `zoo`, sorted.

    Of several copies of a distribution, whole ones come before others, those earlier on the path before later ones,
    and in one folder newer ones before older ones.
    """
    copies: dict[str, list[_Copy]] = {}
    for distribution in importlib.metadata.distributions():
        # Looking at the text first spares parsing the entry points of everything else that is installed.
        if f"[{GROUP}]" in _text(distribution, "entry_points.txt") and (copy := _copy(distribution)):
            copies.setdefault(normalise(copy.name), []).append(copy)
    found = itertools.chain.from_iterable(_entries(_best(several)) for several in copies.values())
    return sorted(found, key=lambda plugin: plugin.provider.plugin)


def _copy(distribution: importlib.metadata.Distribution) -> _Copy | None:
    place = getattr(distribution, "_path", None)
    folder = str(getattr(place, "name", "unknown-unknown"))
    if folder.startswith("~"):  # pip's name for what it is about to remove
        return None
    text = _text(distribution, "METADATA") or _text(distribution, "PKG-INFO")
    name, version = (_header(text, key) for key in ("Name", "Version"))
    said = re.sub(r"\.(dist|egg)-info$", "", folder).split("-")
    return _Copy(name or said[0], version or said[-1], bool(name), str(getattr(place, "parent", "")), distribution)


def _best(copies: list[_Copy]) -> _Copy:
    whole = [copy for copy in copies if copy.whole] or copies
    return max(
        (copy for copy in whole if copy.folder == whole[0].folder),
        key=lambda copy: [int(number) for number in re.findall(r"\d+", copy.version)],
    )


def _entries(copy: _Copy) -> Iterator[Found]:
    name, version = copy.name, copy.version
    try:
        entries = copy.distribution.entry_points.select(group=GROUP)
    except Exception as error:  # noqa: BLE001 - entry_points.txt is a stranger's text, parsed by the standard library
        reason = f"has an entry_points.txt that cannot be read: {type(error).__name__}: {error}"
        problem = Problem(reason, f"zoo install --force-reinstall {name}; or --no-plugin {name}")
        yield Found(Provider(name, version, f"{name}[?]"), problem=problem)
        return
    for entry in entries:
        yield Found(Provider(name, version, f"{name}[{entry.name}]"), entry)


def _text(distribution: importlib.metadata.Distribution, file: str) -> str:
    """Returns a file of a distribution, whatever its encoding; an empty text where it cannot be read."""
    try:
        return distribution.read_text(file) or ""
    except UnicodeDecodeError as error:
        return error.object.decode(errors="replace")
    except Exception:  # noqa: BLE001 - a damaged disk, archive or finder of strangers is not to end every command
        return ""


def _header(metadata: str, key: str) -> str:
    """Returns a one-line header. Parsing the whole as e-mail takes as long as loading a light plugin."""
    match = re.search(rf"^{key}:[ \t]*(\S+)", metadata, re.MULTILINE | re.IGNORECASE)
    return match[1] if match else ""
