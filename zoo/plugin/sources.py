"""What a publisher serves: files, pinned by size and checksum, and how they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, kw_only=True)
class RemoteFile:
    """A file that a publisher serves.

    Args:
        name: what it is called in the cache.
        urls: its mirrors, in the order to try.
        sha256: its checksum, in hexadecimal digits.
        size: in bytes.

    Raises:
        ValueError: a name that could lead out of the cache.
    """

    name: str
    urls: tuple[str, ...]
    sha256: str
    size: int

    def __post_init__(self) -> None:
        _check_name(self.name)


@dataclass(frozen=True, kw_only=True)
class Source:
    """Published files, and how they are read.

    Args:
        name: the name that `zoo data` knows it by; datasets may share a source.
        files: what is downloaded.
        parse: takes a folder that holds either the files or what they unpack to, and returns named arrays;
            raises `zoo.DataError` where the structure is not the expected one.
        unpacked: what stands in a folder that somebody unpacked, as file names; for messages.
        content: the SHA-256 of the parsed arrays, where it is pinned (`zoo.data.digest.of_content`): an unpacked copy
            of the published files is then recognised.
    """

    name: str
    files: tuple[RemoteFile, ...]
    parse: Callable[[Path], Mapping[str, np.ndarray]]
    unpacked: tuple[str, ...] = ()
    content: str | None = None

    def __post_init__(self) -> None:
        _check_name(self.name)


def _check_name(name: str) -> None:
    """Both name a place in the data folder; what leads out of there is none."""
    if not isinstance(name, str) or name in ("", ".", "..") or "/" in name or "\0" in name:
        raise ValueError(f"Invalid value for `name`. Expected the name of a file, without a folder. Received: {name!r}")
