"""The room that kept images may take on disk: how much it is, and which files make room for others."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
from pathlib import Path

from zoo.errors import StoreError, UsageError
from zoo.files import locked
from zoo.paths import data_folder

SUFFIX = ".pixels"
SETTING = "ZOO_KEEP"
UNITS = {"kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12}


def most() -> int:
    """Returns the bytes that all kept images may take: what `ZOO_KEEP` says, else half of what would be free on the
    disk without them.

    Raises:
        UsageError: as `given`.
    """
    if (said := given()) is not None:
        return said
    there = next(each for each in (data_folder(), *data_folder().parents) if each.exists())
    return (shutil.disk_usage(there).free + taken()) // 2


def given() -> int | None:
    """Returns the bytes that `ZOO_KEEP` says, None where it is not set.

    Raises:
        UsageError: it is no size.
    """
    if (said := os.environ.get(SETTING, "")) in ("", "0"):
        return 0 if said else None
    found = re.fullmatch(rf"(\d+(?:\.\d+)?) ?({'|'.join(UNITS)})", said)
    if found is None:
        cause = f"{SETTING} is {said!r}, and no number with one of {', '.join(UNITS)}."
        raise UsageError("How much room images may take is not known.", cause=cause, hint=f"export {SETTING}=20GB")
    return int(float(found[1]) * UNITS[found[2]])


def taken() -> int:
    """Returns the bytes of the disk that kept images take."""
    return sum(path.stat().st_blocks * 512 for path in files())


def files() -> list[Path]:
    """Returns the files of kept images, the one first that was opened longest ago."""
    return sorted(data_folder().glob(f"*/*{SUFFIX}"), key=lambda path: path.stat().st_mtime)


def opened(path: Path, size: int, count: int) -> int:
    """Returns a descriptor of a file that is as large as `count` records, or as many of them as there is room for. That
    room is its own while it is open. Where a file cannot be had, it is an empty one: making images anew is slower, and
    all that is lost.

    Args:
        size: bytes of a record.

    Raises:
        UsageError: as `most`.
    """
    try:
        with locked(data_folder()):
            return _sized(path, min(count, _made(path, size * count) // size) * size)
    except (OSError, StoreError):
        return _shared(path if os.access(path, os.R_OK) else Path(os.devnull), os.O_RDONLY)


def _sized(path: Path, size: int) -> int:
    path.parent.mkdir(exist_ok=True)
    if not size and (not path.exists() or _removed(path)):
        return _shared(Path(os.devnull), os.O_RDONLY)
    descriptor = _shared(path, os.O_RDWR | os.O_CREAT)
    os.utime(descriptor)
    with contextlib.suppress(BlockingIOError):  # another process uses it, as large as it is
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(descriptor, size)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def _shared(path: Path, flags: int) -> int:
    """Returns a descriptor that keeps others from removing the file."""
    descriptor = os.open(path, flags | os.O_CLOEXEC, 0o666)
    with contextlib.suppress(OSError):  # a disk without locks
        fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def _made(path: Path, wanted: int) -> int:
    """Returns the bytes that a file may take, at most `wanted`, after removing others that are not in use."""
    others = [other for other in files() if other != path]
    left = most() - sum(other.stat().st_size for other in others)
    for other in others:
        if left >= wanted:
            break
        taken = other.stat().st_size
        if _removed(other):
            left += taken
    return max(0, min(left, wanted))


def _removed(path: Path) -> bool:
    """Removes a file of kept images, where no process has it open and it is this user's to remove."""
    with contextlib.suppress(OSError), path.open("rb") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()
        return True
    return False
