"""Files on their way between a run's folder and its copy on a node: in pieces, and only what is new."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PIECE = 8 << 20
"""Bytes of a file that are on their way at a time."""

Piece = tuple[str, bytes, bool]
"""The name of a file within its folder, some of what is in it, and whether that is its end."""


def pieces(folder: Path, name: str) -> Iterator[Piece]:
    """Yields a file as it was when it was opened; nothing of one that is gone."""
    try:
        with (folder / name).open("rb") as stream:
            piece = stream.read(PIECE)
            while True:
                following = stream.read(PIECE)
                yield name, piece, not following
                if not following:
                    return
                piece = following
    except FileNotFoundError:  # a worker replaces its checkpoints while they are read
        return


@dataclass
class NewFiles:
    """The files of a folder that are not those that were there at the last look; hidden ones are nobody's."""

    folder: Path
    known: dict[str, Any] = field(default_factory=dict)

    def look(self) -> list[str]:
        """Returns the names of those that are new, or hold something else."""
        found: dict[str, Any] = {}
        for path in self.folder.rglob("*"):
            name = path.relative_to(self.folder)
            if any(part.startswith(".") for part in name.parts) or not path.is_file():
                continue
            with contextlib.suppress(FileNotFoundError):  # a worker replaces its checkpoints meanwhile
                state = path.stat()
                found[str(name)] = (state.st_ino, state.st_size, state.st_mtime_ns)
        new = [name for name, state in found.items() if self.known.get(name) != state]
        self.known = found
        return sorted(new)


class Arrivals:
    """What arrives piece by piece, put together in a folder: each file once it is whole, under a name of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0
        self.files: dict[str, Path] = {}
        self._arriving: Path | None = None

    def add(self, piece: Piece) -> None:
        """Takes the next piece; those of one file come one after the other."""
        name, content, end = piece
        if self._arriving is None:
            self.folder.mkdir(exist_ok=True)
            self.count += 1
            self._arriving = self.folder / str(self.count)
        with self._arriving.open("ab") as stream:
            stream.write(content)
        if end:
            self.files[name], self._arriving = self._arriving, None

    def take(self) -> dict[str, Path]:
        """Returns where the files are that are whole by now, by their names, and forgets them."""
        taken, self.files = self.files, {}
        return taken
