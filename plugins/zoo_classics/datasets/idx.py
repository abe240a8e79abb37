"""The IDX format of MNIST and its kin: a magic number, big-endian sizes, then bytes. http://yann.lecun.com/exdb/mnist/"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import zoo

if TYPE_CHECKING:
    import numpy as np


def read_idx(folder: Path, name: str, shape: tuple[int, ...]) -> np.ndarray:
    """Returns the uint8 array in `folder/name.gz`, or in `folder/name` where that was unpacked.

    Raises:
        zoo.DataError: there is no such file, it is cut off, or it does not hold bytes of exactly this `shape`.
    """
    import numpy as np

    header = bytes([0, 0, 8, len(shape)]) + b"".join(side.to_bytes(4, "big") for side in shape)
    size = len(header) + math.prod(shape)
    content = _content(folder, name, size + 1)
    if content[: len(header)] != header:
        raise _damaged(name, f"it is not IDX of bytes, {' x '.join(map(str, shape))}: it starts with {_start(content)}")
    if len(content) != size:
        raise _damaged(name, f"it is truncated or too long: expected {size:,} bytes, received {len(content):,}")
    return np.frombuffer(content, np.uint8, offset=len(header)).reshape(shape)


def _content(folder: Path, name: str, limit: int) -> bytes:
    """Returns at most `limit` bytes: what a damaged archive claims to hold need not fit in memory."""
    import gzip
    import zlib

    archive, unpacked = folder / f"{name}.gz", folder / name
    try:
        if archive.is_file():
            with gzip.open(archive) as stream:
                return stream.read(limit)
        with unpacked.open("rb") as plain:
            return plain.read(limit)
    except FileNotFoundError:
        raise zoo.DataError(f"{folder} holds neither {archive.name} nor {name}.") from None
    except (EOFError, OSError, zlib.error) as error:
        raise _damaged(archive.name, f"it cannot be unpacked: {error}") from error


def _start(content: bytes) -> str:
    return content[:16].hex(" ") or "nothing"


def _damaged(name: str, what: str) -> zoo.DataError:
    return zoo.DataError(f"{name} is damaged or not what it should be.", cause=f"{what}.")
