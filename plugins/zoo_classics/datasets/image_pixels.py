"""The images of a folder as a dataset: decoded when they are asked for."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

import zoo
from zoo_classics.datasets.image_decoding import Unreadable, decode
from zoo_classics.datasets.image_scan import THREADS


class ImageFiles:
    """Image files as a dataset: uint8 (len(indices), size, size, 3) when indexed by an array, decoded in threads.

    Args:
        files: their places below `root`, as bytes (N,): a quarter of what as many strings take.
        hashes: the first 64 bits of their SHA-256, uint64 (N,).

    Raises:
        zoo.DataError: when indexed, a file vanished or is another than the one that was looked at.
    """

    def __init__(self, root: Path, files: np.ndarray, hashes: np.ndarray, size: int, fit: str = "crop") -> None:
        self.files, self.hashes, self.size, self.fit = files, hashes, size, fit
        self._folder = os.fsencode(root)

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, indices: Any) -> np.ndarray:
        files, hashes = self.files[indices], self.hashes[indices]
        images = np.empty((len(files), self.size, self.size, 3), np.uint8)
        step = -(-len(files) // THREADS) or 1  # a part per thread: of small images, handing over costs as much

        def fill(start: int) -> None:
            for place in range(start, min(start + step, len(files))):
                images[place] = self._decode(files[place], hashes[place])

        list(self._threads.map(fill, range(0, len(files), step)))
        return images

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(THREADS)

    def _decode(self, file: bytes, expected: np.uint64) -> np.ndarray:
        path = os.path.join(self._folder, file)
        try:
            with open(path, "rb", buffering=0) as stream:
                content = stream.read()
            if int.from_bytes(hashlib.sha256(content).digest()[:8], "big") != expected:
                raise Unreadable("it was changed since it was looked at")  # what is kept of it would be another's
            return decode(content, self.size, self.fit)
        except (OSError, Unreadable) as error:
            raise zoo.DataError(f"{os.fsdecode(path)} cannot be read.", cause=f"{error}.") from error
