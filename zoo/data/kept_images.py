"""Images that are slow to make, kept on disk once they were made: a file of records, each an image and its checksum."""

from __future__ import annotations

import hashlib
import math
import os
import weakref
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from zoo.data import room
from zoo.paths import data_folder

if TYPE_CHECKING:
    from zoo.plugin.images import Images

CHECKSUM = 4
"""Bytes of a record that its CRC-32 takes."""


def keep_images(images: Images, shape: Sequence[int], *, name: str, content: str) -> KeptImages:
    """Returns the same images, which from now on are made once: whenever they are asked for again, by this or another
    process, they come from a file in the data folder. Its `part(indices)` are some of them, as train and test are.

    All kept images together take at most what `ZOO_KEEP` says, such as `20GB`; else half of what would be free on the
    disk without them. Files that nobody uses make room, the one first that was opened longest ago. Of images that do
    not fit, as many are kept as do, and the rest is made each time. So are all where the disk cannot be written.

    Args:
        images: uint8 (n, H, W, C) when indexed by an array of indices.
        shape: (H, W, C).
        name: the folder in the data folder: the dataset's name.
        content: says all that their pixels depend on: what the files hold, parameters, the version of what decodes.

    Raises:
        UsageError: `ZOO_KEEP` is no size.
    """
    path = data_folder() / name / f"{hashlib.sha256(content.encode()).hexdigest()[:16]}{room.SUFFIX}"
    size = math.prod(shape) + CHECKSUM
    records = Records(room.opened(path, size, len(images)), size)
    return KeptImages(images, np.arange(len(images)), tuple(shape), records)


class Records:
    """A file of records by number, of which some may not be there yet. It may be shared with other processes.

    Nothing waits for the disk: what a crash, a full disk or a turned bit left of a record has not its checksum, nor
    have the zeros of one that was never written.

    Args:
        descriptor: of the open file; as many records as fit into its size are kept.
        size: bytes of a record.
    """

    def __init__(self, descriptor: int, size: int) -> None:
        self._descriptor, self._size = descriptor, size
        self.room = os.fstat(descriptor).st_size // size
        weakref.finalize(self, os.close, descriptor)

    def read(self, number: int, pixels: memoryview) -> bool:
        """Fills `pixels`, and tells whether the record is there, as it was written."""
        checksum = bytearray(CHECKSUM)
        read = os.preadv(self._descriptor, [pixels, checksum], number * self._size)
        return read == self._size and checksum == _checksum(pixels)

    def write(self, number: int, pixels: memoryview) -> None:
        """Writes a record where there is room for it."""
        if number < self.room:
            try:
                os.pwritev(self._descriptor, [pixels, _checksum(pixels)], number * self._size)
            except OSError:  # the disk is full, or the file another user's: from now on they are made each time
                self.room = 0


class KeptImages:
    """Images of which those that were made before are read: uint8 (n, H, W, C) when indexed.

    Not a memory map: its pages would count as the memory of each process that has seen them.

    Args:
        images: makes them.
        rows: which of `images` these are, int64 (N,).
    """

    def __init__(self, images: Images, rows: np.ndarray, shape: tuple[int, ...], records: Records) -> None:
        self._images, self._rows, self._shape, self._records = images, rows, shape, records

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, indices: Any) -> np.ndarray:
        rows = self._rows[indices]
        found = np.empty((*rows.shape, *self._shape), np.uint8)
        numbers, flat = rows.reshape(-1), found.reshape(rows.size, math.prod(self._shape))
        places = enumerate(numbers.tolist())
        absent = [place for place, number in places if not self._records.read(number, flat[place].data)]
        if absent:
            flat[absent] = self._images[numbers[absent]].reshape(len(absent), flat.shape[1])
            for place in absent:
                self._records.write(int(numbers[place]), flat[place].data)
        return found

    def part(self, indices: np.ndarray) -> KeptImages:
        """Returns the images at `indices`, as a dataset."""
        return KeptImages(self._images, self._rows[indices], self._shape, self._records)


def _checksum(pixels: memoryview) -> bytes:
    return zlib.crc32(pixels).to_bytes(CHECKSUM, "big")
