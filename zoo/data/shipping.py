"""Arrays of the data cache on their way to another machine: in pieces, verified there, never over what is sound."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import zoo.data.manifest as manifests
from zoo.data import cache
from zoo.errors import DataError
from zoo.files import locked, writable
from zoo.paths import data_folder

if TYPE_CHECKING:
    from zoo.data.manifest import Manifest
    from zoo.plugin.sources import Source

PIECE = 8 << 20
"""Bytes that are on their way at a time."""


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """The cached arrays of published data, as one machine sends them to others.

    Args:
        folder: where they are in a data folder: `mnist/0123abcd`.
        manifest: what they are, with their checksums: the text of the file that lies beside them.
    """

    folder: str
    manifest: str

    @classmethod
    def of(cls, source: Source) -> Parcel:
        """Returns the arrays of published data, made where they are missing, and verified. Raises as `zoo.arrays`.

        Args:
            source: the published data.
        """
        cache.arrays(source)
        where = cache.folder(source)
        text = (where / manifests.NAME).read_text(encoding="utf-8")
        return cls(folder=where.relative_to(data_folder()).as_posix(), manifest=text)

    @property
    def size(self) -> int:
        """How many bytes there are to send."""
        return self._manifest.bytes

    def pieces(self) -> Iterator[tuple[str, bytes]]:
        """Yields the files one after the other, each with its name, at most 8 MiB at a time."""
        for entry in self._manifest.arrays.values():
            with (data_folder() / self.folder / entry.file).open("rb") as stream:
                while piece := stream.read(PIECE):
                    yield entry.file, piece

    @cached_property
    def _manifest(self) -> Manifest:
        return _read(self.manifest)


class Delivery:
    """A parcel that arrives in this machine's data folder. Until it is closed, nobody else fills its place there.

    Args:
        parcel: what is sent.

    Raises:
        StoreError: the data folder cannot be written.
    """

    def __init__(self, parcel: Parcel) -> None:
        self.parcel, self._where = parcel, data_folder() / parcel.folder
        self._manifest = _read(parcel.manifest)
        self._arriving: dict[str, BinaryIO] = {}
        self._lock = contextlib.ExitStack()
        self._lock.enter_context(locked(self._where))

    @property
    def wanted(self) -> bool:
        """Whether there is nothing yet; what is there and sound is kept, be it other data."""
        found = manifests.read(self._where)
        return found is None or not found.complete(self._where) or cache.mapped(found, self._where) is None

    def add(self, name: str, piece: bytes) -> None:
        """Takes what `pieces` gave, in that order. Raises `StoreError` where it cannot be written.

        Args:
            name: of the file.
            piece: its next bytes.
        """
        with writable(self._where):
            if name not in self._arriving:
                self._arriving[name] = self._temporary(name).open("wb")
            self._arriving[name].write(piece)

    def finish(self) -> None:
        """Has what arrived count as cached.

        Raises:
            DataError: it is not what was sent.
            StoreError: it cannot be written.
        """
        for name, stream in self._arriving.items():
            with writable(self._where):
                stream.flush()
                os.fsync(stream.fileno())
                self._temporary(name).replace(self._where / name)
        if cache.mapped(self._manifest, self._where) is None:
            cause = "Some of it was lost or changed on its way, or the disk does not keep what is written."
            raise DataError(f"The data in {self.parcel.folder} did not arrive as they were sent.", cause=cause)
        manifests.keep(self._where, self._manifest)

    def close(self) -> None:
        """Gives the place free; what arrived in part is removed."""
        for name, stream in self._arriving.items():
            stream.close()
            self._temporary(name).unlink(missing_ok=True)
        self._lock.close()

    def _temporary(self, name: str) -> Path:
        """Returns where a file stands until all have arrived. What a killed process leaves, `manifest.keep` removes."""
        return self._where / f".{name}.tmp"


def _read(text: str) -> Manifest:
    found = manifests.parse(text)
    if found is None:
        raise DataError("A parcel of data has no manifest that can be read.", hint="zoo data list")
    return found
