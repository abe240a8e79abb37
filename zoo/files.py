"""Files appear whole: a unique temporary name in the same folder, fsync, then one rename."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from zoo.errors import StoreError

if TYPE_CHECKING:
    import numpy as np


@contextlib.contextmanager
def atomic_path(path: Path, *, synced: bool = True) -> Iterator[IO[bytes]]:
    """Yields a binary file that takes the place of `path` when the block ends without an exception.

    Args:
        synced: whether it has to outlive a power failure; a process that dies does not need that.

    Raises:
        StoreError: the folder cannot be written or the disk is full; what stood at `path` is untouched.
    """
    temporary = None
    try:
        with writable(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
            with os.fdopen(descriptor, "wb") as stream:
                yield stream
                stream.flush()
                if synced:
                    os.fsync(stream.fileno())
            os.chmod(temporary, 0o666 & ~_umask())
            os.replace(temporary, path)
            temporary = None
    finally:
        if temporary is not None:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)


def atomic_write(path: Path, content: bytes | str | Iterable[bytes], *, synced: bool = True) -> None:
    """Writes a file, whole or not at all: under another name in the same folder, which is then renamed.

    Args:
        path: its folder is made where it is missing.
        content: all of it, text as UTF-8; or its pieces, one after the other.
        synced: whether it has to outlive a power failure; a process that dies does not need that.

    Raises:
        StoreError: the folder cannot be written or the disk is full; what stood at `path` is untouched.
    """
    pieces = [content.encode()] if isinstance(content, str) else [content] if isinstance(content, bytes) else content
    with atomic_path(path, synced=synced) as stream:
        stream.writelines(pieces)


@contextlib.contextmanager
def atomic_place(path: Path) -> Iterator[Path]:
    """Yields a path beside `path`, for those who write a file or a folder themselves; what is there when the block ends
    without an exception takes the place of what stood at `path`.

    Raises:
        StoreError: it cannot be written.
    """
    with writable(path):
        beside = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent))
    try:
        made = beside / "new" / path.name
        made.parent.mkdir()
        yield made
        with writable(path):
            sync(made, *made.rglob("*"))
            if path.is_dir():  # no folder takes the place of another that is not empty
                path.rename(beside / "old")
            made.replace(path)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def sync(*paths: Path) -> None:
    """Has the system write down files, or the lists of files of folders: a power failure may undo a rename without it.

    Raises:
        StoreError: the system refuses.
    """
    for path in paths:
        with writable(path):
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


ELSEWHERE = "free some space or choose another place: export ZOO_HOME=DIR"
"""What helps where nothing can be written."""


@contextlib.contextmanager
def writable(path: Path, hint: str = ELSEWHERE) -> Iterator[None]:
    """Raises `StoreError` where the system refuses to write a file or a folder."""
    try:
        yield
    except OSError as error:
        cause = f"{error.strerror or error}."
        raise StoreError(f"{path} cannot be written.", cause=cause, hint=hint) from error


@contextlib.contextmanager
def locked(folder: Path, hint: str = ELSEWHERE) -> Iterator[None]:
    """Has one process at a time fill a folder. The system frees the lock of a process that dies, however it dies.

    Raises:
        StoreError: the folder cannot be made or written.
    """
    import fcntl

    with writable(folder, hint):
        folder.mkdir(parents=True, exist_ok=True)
        stream = (folder / ".lock").open("wb")
    with stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def arrays_sha256(arrays: Iterable[np.ndarray]) -> str:
    """Returns a hash of arrays, as of a model's weights: shapes, dtypes and bytes, in their order."""
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(f"{array.dtype.str}{array.shape}".encode() + array.tobytes())
    return digest.hexdigest()
