"""SHA-256 of files and of arrays, and the fingerprints made of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from zoo.plugin.sources import Source

AS_IS = "as-is:"
"""How the fingerprint begins of data that need not be the published ones; it marks every run made with them."""


def of_file(path: Path) -> str:
    """Returns the SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def of_array(array: np.ndarray) -> str:
    """Returns the SHA-256 of an array: its dtype, its shape and its values in C order."""
    import numpy as np

    digest = hashlib.sha256(f"{array.dtype.str} {array.shape} ".encode())
    digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def of_content(arrays: Mapping[str, np.ndarray]) -> str:
    """Returns one SHA-256 for all of the named arrays."""
    return _of_lines(f"{name} {of_array(array)}" for name, array in sorted(arrays.items()))


def pinned(source: Source) -> str:
    """Returns the fingerprint of a source's published files: it changes only with the SHA-256 pinned for them."""
    return _of_lines(f"{file.name} {file.sha256}" for file in source.files)[:16]


def _of_lines(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
