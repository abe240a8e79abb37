"""The images of a folder as a dataset: decoded when they are asked for, or once, and then kept in a file."""

from __future__ import annotations

import contextlib
import hashlib
import os
import weakref
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

import zoo
from zoo_classics.datasets.image_decoding import Unreadable, decode, version
from zoo_classics.datasets.image_scan import THREADS

MOST = 2**30
"""Bytes that the decoded images of a folder may take on disk. Of more, each is decoded whenever it is asked for."""
PIECE = 2**22
"""Bytes that are decoded before they are written."""


class ImageFiles:
    """Image files as a dataset: uint8 (len(indices), size, size, 3) when indexed, decoded in threads.

    Args:
        files: their places below `root`, as bytes (N,): a quarter of what as many strings take.

    Raises:
        zoo.DataError: when indexed, a file vanished or was damaged since it was looked at.
    """

    def __init__(self, root: Path, files: np.ndarray, size: int, fit: str = "crop") -> None:
        self.root, self.files, self.size, self.fit = root, files, size, fit
        self._folder = os.fsencode(root)

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, indices: Any) -> np.ndarray:
        chosen = self.files[indices]
        if isinstance(chosen, bytes):
            return self._decode(chosen)
        images = np.empty((len(chosen), self.size, self.size, 3), np.uint8)
        step = -(-len(chosen) // THREADS) or 1  # a part per thread: of small images, handing over costs as much

        def fill(start: int) -> None:
            for place, file in enumerate(chosen[start : start + step], start):
                images[place] = self._decode(file)

        list(self._threads.map(fill, range(0, len(chosen), step)))
        return images

    def part(self, indices: np.ndarray) -> ImageFiles:
        """Returns the images at `indices`, as a dataset."""
        return ImageFiles(self.root, self.files[indices], self.size, self.fit)

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(THREADS)

    def _decode(self, file: bytes) -> np.ndarray:
        path = os.path.join(self._folder, file)
        try:
            with open(path, "rb", buffering=0) as stream:
                return decode(stream.read(), self.size, self.fit)
        except (OSError, Unreadable) as error:
            raise zoo.DataError(f"{os.fsdecode(path)} cannot be read.", cause=f"{error}.") from error


class Pixels:
    """Images in a file of their pixels and a checksum, as a dataset: uint8 (len(indices), size, size, 3) when indexed.

    Not a memory map: its pages would count as the memory of each process that has seen them.

    Args:
        rows: which of the file's images these are, int64 (N,).
    """

    def __init__(self, path: Path, rows: np.ndarray, size: int) -> None:
        self._path, self._rows, self._size = path, rows, size

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, indices: Any) -> np.ndarray:
        rows, size = self._rows[indices], self._size**2 * 3
        images = np.empty((*rows.shape, self._size, self._size, 3), np.uint8)
        for image, row in zip(images.reshape(-1, size), rows.reshape(-1).tolist(), strict=True):
            if os.preadv(self._descriptor, [image.data], row * size) != size:
                raise zoo.DataError(f"{self._path} was cut short.", hint=f"rm {self._path}")
        return images

    def part(self, indices: np.ndarray) -> Pixels:
        """Returns the images at `indices`, as a dataset."""
        return Pixels(self._path, self._rows[indices], self._size)

    @cached_property
    def _descriptor(self) -> int:
        descriptor = os.open(self._path, os.O_RDONLY)
        weakref.finalize(self, os.close, descriptor)
        return descriptor


def kept(images: ImageFiles, fingerprint: str) -> ImageFiles | Pixels:
    """Returns the images as they are kept, decoding all of them the first time; or as files, where they would take more
    than `MOST` or the disk has no room. What is kept is verified by its checksum, and made anew where it is damaged.

    Args:
        fingerprint: of the files.

    Raises:
        zoo.DataError: a file vanished or was damaged since it was looked at.
    """
    total = len(images) * images.size**2 * 3
    if total > MOST:
        return images
    path = _place(images, fingerprint)
    try:
        if not is_whole(path, total):
            if not _moved(path, total):
                zoo.atomic_write(path, _pieces(images))
            _forget(path)
    except zoo.StoreError:  # decoding anew is slower, and all that is lost
        return images
    return Pixels(path, np.arange(len(images)), images.size)


def _pieces(images: ImageFiles) -> Iterator[bytes]:
    """Yields the pixels of all images, and their CRC-32."""
    step, checksum = max(1, PIECE // (images.size**2 * 3)), 0
    starts = range(0, len(images), step)
    for start in zoo.track(starts, len(starts), f"decoding {images.root.name}", "pieces"):
        yield (piece := images[start : start + step].tobytes())
        checksum = zlib.crc32(piece, checksum)
    yield checksum.to_bytes(4, "big")


def is_whole(path: Path, total: int) -> bool:
    """Whether the file at `path` holds `total` bytes of pixels, and they are those that were written."""
    with contextlib.suppress(OSError), path.open("rb") as stream:
        checksum = 0
        while piece := stream.read(min(PIECE, total - stream.tell())):
            checksum = zlib.crc32(piece, checksum)
        return stream.read(5) == checksum.to_bytes(4, "big")
    return False


def _moved(path: Path, total: int) -> bool:
    """Whether the same images were kept for a folder elsewhere, and now stand at `path` too."""
    for other in path.parent.glob(f"*-{path.name.partition('-')[2]}"):
        if other != path and is_whole(other, total):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
                path.hardlink_to(other)
                return True
    return False


def _place(images: ImageFiles, fingerprint: str) -> Path:
    """Returns where images are kept: elsewhere for other files, sizes and decoders. The folder's place is part of
    the name, so that what was kept of it before can be forgotten."""
    texts = [os.fsencode(images.root.absolute()), f"{fingerprint}\n{version()}".encode()]
    root, content = (hashlib.sha256(text).hexdigest()[:16] for text in texts)
    return zoo.data_folder() / "image-folder" / f"{root}-{images.size}-{images.fit}-{content}.pixels"


def _forget(path: Path) -> None:
    """Removes what was kept of the same folder, size and fit before it changed."""
    for other in path.parent.glob(f"{path.name.rpartition('-')[0]}-*.pixels"):
        if other != path:
            other.unlink(missing_ok=True)
