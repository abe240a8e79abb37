"""Image files that somebody asks about: found, and read as a dataset reads its own, in threads."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from zoo.errors import DataError, UsageError
from zoo.experiments.plugin_errors import blamed
from zoo.progress import listening, reporter, track

if TYPE_CHECKING:
    from zoo.experiments.experiment import Part
    from zoo.experiments.registry import Registry

STDIN = "-"
LARGEST = 2**30
"""Bytes of a file that is read: a device gives as many as one takes."""
PART = 16
"""Files that a thread is handed at a time: of small ones, handing over takes as long as reading."""


class File(NamedTuple):
    """A file by its name; `content` is there where it came from standard input."""

    name: str
    content: bytes | None = None

    def read(self) -> bytes:
        """Returns its bytes. Raises `DataError`, with the cause, where there are none or too many."""
        content = self._opened() if self.content is None else self.content
        if not content or len(content) > LARGEST:
            cause = f"It is larger than {LARGEST:,} bytes." if content else "It is empty."
            raise DataError(f"{self.name} cannot be read.", cause=cause)
        return content

    def _opened(self) -> bytes:
        try:
            with open(self.name, "rb") as stream:
                size = os.fstat(stream.fileno()).st_size or LARGEST  # a pipe or a device does not say
                return stream.read(min(size, LARGEST) + 1)
        except OSError as error:
            raise DataError(f"{self.name} cannot be read.", cause=f"{error.strerror}.") from error


def find(named: Sequence[str], suffixes: Collection[str]) -> tuple[list[File], list[str]]:
    """Returns the files that are meant, those of folders sorted, and what is left out of folders.

    Args:
        named: files, folders, and `STDIN` for one image on standard input.
        suffixes: how the names of images in folders end; hidden files and folders are passed over.
    """
    found: list[File] = []
    left: list[str] = []
    for name in named:
        if name == STDIN:
            found.append(File(name, sys.stdin.buffer.read(LARGEST + 1)))
        elif os.path.isdir(name):
            for path in _below(name, found):
                is_image = os.path.splitext(path)[1].lower() in suffixes
                found.append(File(path)) if is_image else left.append(path)
        else:
            found.append(File(name))
    return found, left


def _below(folder: str, unreadable: list[File]) -> Iterator[str]:
    """Yields the files below a folder, and adds folders that cannot be opened to what is `unreadable`."""
    for where, folders, files in os.walk(folder, onerror=lambda error: unreadable.append(File(error.filename))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (os.path.join(where, name) for name in sorted(files) if not name.startswith("."))


class Reader(NamedTuple):
    """The dataset that reads files, by its name, and the parameters that it reads them with."""

    name: str
    values: Mapping[str, Any]


def reader(own: Part, registry: Registry) -> Reader:
    """Returns the run's own dataset where it reads files, else the catalogue's, as it does when nothing else is said.

    Raises:
        UsageError: neither does.
    """
    for each in (Reader(own.name, own.values), Reader(registry.catalogue.defaults.get("reader", ""), {})):
        known = each.name in registry.names("dataset")
        if known and getattr(registry.component("dataset", each.name), "decode", None) is not None:
            return each
    cause = f"{own.name} does not, and the catalogue names none that does."
    raise UsageError("No dataset that is installed reads image files.", cause=cause, hint="zoo list datasets")


class ImageFiles:
    """Files as a net takes them: uint8 (n, H, W, C) when indexed by an array of indices. In place of what cannot be
    read stands black, and `wrong` says why, by its index.

    Args:
        shape: (H, W, C).
    """

    def __init__(self, files: Sequence[File], reader: Reader, registry: Registry, shape: tuple[int, int, int]) -> None:
        self.files, self.reader, self.shape = files, reader, shape
        self.wrong: dict[int, str] = {}
        dataset: Any = registry.component("dataset", reader.name)
        self._registry, self._decode = registry, dataset.bound("decode", reader.values)
        self._threads = ThreadPoolExecutor(min(8, os.cpu_count() or 1))
        self._report = reporter()  # here: nobody listens in the threads that ask for images

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, indices: Any) -> np.ndarray:
        images = np.zeros((len(indices), *self.shape), np.uint8)
        parts = [indices[start : start + PART] for start in range(0, len(indices), PART)]
        read = (image for part in self._threads.map(lambda part: [*map(self._read, part)], parts) for image in part)
        with listening(self._report):
            steps = self._steps
            for place, image in enumerate(read):
                images[place] = 0 if image is None else image
                next(steps, None)
        return images

    @cached_property
    def _steps(self) -> Iterator[File]:
        """Tells of progress from the first image on: TensorFlow may have been imported before that."""
        steps = track(self.files, len(self.files), "reading", "images")
        next(steps, None)
        return steps

    def _read(self, index: int) -> np.ndarray | None:
        try:
            return self._decoded(self.files[index].read())
        except DataError as error:
            self.wrong[int(index)] = error.cause or error.message
            return None

    def _decoded(self, content: bytes) -> np.ndarray:
        with blamed(self._registry, "dataset", self.reader.name, "read a file"):
            image = self._decode(content, self.shape)
            if (image.dtype, image.shape) != (np.uint8, self.shape):
                raise TypeError(f"Expected uint8 {self.shape}. Received: {image.dtype} {image.shape}")
        return image
