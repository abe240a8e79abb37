"""One process at a time fills a source's cache folder; the others wait, and find it filled."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from zoo.errors import StoreError


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Holds the folder's lock. The system releases it when a process dies, however it dies.

    Raises:
        StoreError: the folder cannot be made or written.
    """
    import fcntl

    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise StoreError(
            f"{folder} cannot be written.",
            cause=f"{error.strerror or error}.",
            hint="choose another place for the data: export ZOO_DATA=DIR",
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
