"""Which files a run has in an object store: what makes its upload whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

SUFFIX = ".json"


class Kept(NamedTuple):
    """A file: how many bytes it has, and their SHA-256, by which its object is called."""

    bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The files of a run.

    Args:
        started: when the run began, by which two runs of one name, of two stores, are told apart.
        written: when this was written; of several the later one says what a file is.
        files: by their names in the run's folder, with `/`.
    """

    started: str
    written: str
    files: Mapping[str, Kept]

    @property
    def size(self) -> int:
        """How many bytes they have together."""
        return sum(file.bytes for file in self.files.values())

    def to_json(self) -> bytes:
        """Returns it as it is kept."""
        files = {name: file._asdict() for name, file in self.files.items()}
        return json.dumps({"started": self.started, "written": self.written, "files": files}, indent=1).encode()

    @property
    def key(self) -> str:
        """What its object is called: by its own hash, so that half of it is none."""
        return f"{hashlib.sha256(self.to_json()).hexdigest()}{SUFFIX}"


def read(key: str, content: bytes) -> Manifest | None:
    """Returns what an object says; None where it is half, or of a later zoo."""
    if hashlib.sha256(content).hexdigest() != key.removesuffix(SUFFIX):
        return None
    said: dict[str, Any] = json.loads(content)
    files = {name: Kept(**file) for name, file in said.pop("files").items() if _within(name)}
    return Manifest(**said, files=files)


def is_whole(objects: Collection[str]) -> bool:
    """Whether a manifest is among the objects of a run."""
    return any(key.endswith(SUFFIX) for key in objects)


def union(manifests: Iterable[Manifest]) -> Manifest | None:
    """Returns what several say together, for two machines may each have added a file; None where there are none."""
    merged: Manifest | None = None
    for each in sorted(manifests, key=lambda one: one.written):
        files = {**(merged.files if merged else {}), **each.files}
        merged = Manifest(started=each.started, written=each.written, files=files)
    return merged


def files_of(folder: Path) -> dict[str, Path]:
    """Returns the files of a run's folder that are shared, by name: not what a running run needs, nor what is half."""
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {name: path for name, path in found.items() if not _own(PurePosixPath(name))}


def size_of(folder: Path) -> int:
    """Returns how many bytes those have."""
    return sum(path.stat().st_size for path in files_of(folder).values())


def of_file(path: Path) -> Kept:
    """Returns what a file is now."""
    with path.open("rb") as stream:
        return Kept(path.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest())


def _own(name: PurePosixPath) -> bool:
    from zoo.store.run_folder import CHECKPOINTS

    return name.parts[0] == CHECKPOINTS or any(part.startswith(".") for part in name.parts)


def _within(name: str) -> bool:
    """Whether a name leads into the folder: others may have written the place."""
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and not _own(path)
