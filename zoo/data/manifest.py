"""What stands in a source's cache folder: its arrays, their sizes, and where the data came from."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zoo.data.digest import AS_IS
from zoo.files import atomic_write

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One array on disk: its file's name, its size in bytes, and the SHA-256 of what the array holds."""

    file: str
    bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The cached arrays of a source.

    Args:
        fingerprint: starts with `as-is:` where the data are not known to be the published ones.
        origin: `download`, or the path that the data were imported from.
    """

    source: str
    fingerprint: str
    origin: str
    created: str
    arrays: Mapping[str, Entry]

    @property
    def as_is(self) -> bool:
        return self.fingerprint.startswith(AS_IS)

    @property
    def bytes(self) -> int:
        return sum(entry.bytes for entry in self.arrays.values())

    def complete(self, folder: Path) -> bool:
        """Whether every array's file stands in `folder` at its full size."""
        return all(_size(folder / entry.file) == entry.bytes for entry in self.arrays.values())

    def write(self, folder: Path) -> None:
        """Writes the manifest: the moment from which the arrays count as cached."""
        record = {"format": FORMAT, **dataclasses.asdict(self)}
        atomic_write(folder / NAME, json.dumps(record, indent=1) + "\n")


def read(folder: Path) -> Manifest | None:
    """Returns the manifest in `folder`, or None where there is none that can be read."""
    try:
        record = json.loads((folder / NAME).read_bytes())
        return _manifest(record) if record["format"] == FORMAT else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # missing, cut off or not ours: rebuilt then
        return None


def _manifest(record: dict[str, Any]) -> Manifest:
    entries = {name: Entry(**entry) for name, entry in record["arrays"].items()}
    texts = {key: str(record[key]) for key in ("source", "fingerprint", "origin", "created")}
    return Manifest(arrays=entries, **texts)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
