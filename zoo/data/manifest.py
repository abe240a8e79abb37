"""A source's cache folder: its arrays, and the manifest with their sizes, checksums and origin."""

from __future__ import annotations

import contextlib
import datetime
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zoo.data import digest
from zoo.files import atomic_path, atomic_write

if TYPE_CHECKING:
    import numpy as np

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
        return self.fingerprint.startswith(digest.AS_IS)

    @property
    def bytes(self) -> int:
        return sum(entry.bytes for entry in self.arrays.values())

    def complete(self, folder: Path) -> bool:
        """Whether every array's file stands in `folder` at its full size."""
        try:
            return all((folder / entry.file).stat().st_size == entry.bytes for entry in self.arrays.values())
        except OSError:
            return False


def read(folder: Path) -> Manifest | None:
    """Returns the manifest in `folder`, or None where there is none that can be read."""
    try:
        return parse((folder / NAME).read_bytes())
    except OSError:
        return None


def parse(text: str | bytes) -> Manifest | None:
    """Returns what a manifest's file says, None where it is cut off or not ours: the arrays are made anew then."""
    try:
        record = json.loads(text)
        if record["format"] != FORMAT:
            return None
        entries = {name: Entry(**entry) for name, entry in record["arrays"].items()}
        texts = {key: str(record[key]) for key in ("source", "fingerprint", "origin", "created")}
        return Manifest(arrays=entries, **texts)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def store(where: Path, arrays: Mapping[str, np.ndarray], *, source: str, fingerprint: str, origin: str) -> Manifest:
    """Writes arrays, and then the manifest: from that moment on they count as cached. The caller holds the lock."""
    entries = {name: _write(where, name, array) for name, array in arrays.items()}
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    written = Manifest(source=source, fingerprint=fingerprint, origin=origin, created=now, arrays=entries)
    keep(where, written)
    return written


def keep(where: Path, written: Manifest) -> None:
    """Writes the manifest of arrays that are there, and removes all others. The caller holds the lock."""
    atomic_write(where / NAME, json.dumps({"format": FORMAT, **asdict(written)}, indent=1) + "\n")
    _remove_others(where, written)


def _write(where: Path, name: str, array: np.ndarray) -> Entry:
    """Writes an array under a name that holds its hash: a file that another process reads is never overwritten."""
    import numpy as np

    sha256 = digest.of_array(array)
    path = where / f"{name}-{sha256[:12]}.npy"
    with atomic_path(path) as stream:
        np.save(stream, np.ascontiguousarray(array))
    return Entry(file=path.name, bytes=path.stat().st_size, sha256=sha256)


def _remove_others(where: Path, current: Manifest) -> None:
    """Removes earlier arrays, and the temporary files of processes that were killed."""
    keep = {entry.file for entry in current.arrays.values()}
    for path in [*where.glob("*.npy"), *where.rglob(".*.tmp")]:
        if path.name not in keep:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
