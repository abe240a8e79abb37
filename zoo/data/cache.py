"""The cache of parsed arrays: filled on first use by one process, then memory-mapped by all of them."""

from __future__ import annotations

import contextlib
import datetime
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from zoo.data import digest, download, manifest
from zoo.data.lock import locked
from zoo.data.manifest import Entry, Manifest
from zoo.data.parsing import parse
from zoo.errors import DataError
from zoo.files import atomic_path
from zoo.paths import data_folder
from zoo.progress import Report, silent

if TYPE_CHECKING:
    import numpy as np

    from zoo.plugin.sources import Source


def arrays(source: Source) -> dict[str, np.ndarray]:
    """Returns the arrays of `source`, read-only and memory-mapped; downloads and parses them on first use.

    All of them are compared with the checksums that they were written with: what changed on the disk is made anew.

    Raises:
        DataError: they cannot be downloaded, or are not what was published; also where the disk does not keep them.
        StoreError: the data folder cannot be written.
    """
    for _ in range(3):
        if (found := _mapped(fetch(source), folder(source))) is not None:
            return found
    raise DataError(
        f"The cached arrays of {source.name!r} cannot be kept.",
        cause=f"What is written to {folder(source)} is not what is read from there.",
        hint="choose another place for the data: export ZOO_DATA=DIR",
    )


def fetch(source: Source, report: Report = silent, *, again: bool = False) -> Manifest:
    """Returns the manifest of the cached arrays, after filling the cache where it is empty or damaged.

    Args:
        again: fills it with the published data whatever it holds, also where it holds an import as-is.

    Raises:
        DataError: as `arrays`; also where the damaged data were imported as they were, and so cannot be had again.
        StoreError: the data folder cannot be written.
    """
    if not again and (found := cached(source)):
        return found
    with locked(folder(source)):
        if not again and (found := cached(source)):
            return found
        if not again:
            _refuse_another(source)
        download.fetch_files(source, archives(source), report)
        report(f"reading {source.name}", 0, 0)
        return store(source, parse(source, archives(source)), origin="download", fingerprint=digest.pinned(source))


def prefetch(source: Source, report: Report = silent) -> None:
    """Downloads what `arrays` would have to, without reading it. Light: for a process that never imports NumPy.

    Raises:
        DataError: as `fetch`.
        StoreError: the data folder cannot be written.
    """
    if cached(source) is None:
        with locked(folder(source)):
            if cached(source) is None:
                _refuse_another(source)
                download.fetch_files(source, archives(source), report)


def cached(source: Source) -> Manifest | None:
    """Returns the manifest, or None where the arrays are absent or damaged. Light: looks at sizes alone."""
    found = manifest.read(folder(source))
    return found if found and found.complete(folder(source)) else None


def source_fingerprint(source: Source) -> str:
    """Returns what changes when the data change: that of the cached arrays, else of the published files. Light."""
    found = manifest.read(folder(source))
    return found.fingerprint if found else digest.pinned(source)


def folder(source: Source) -> Path:
    """Returns the cache folder. Named after the pinned checksums too: two sources of one name do not meet."""
    return data_folder() / source.name / digest.pinned(source)[:8]


def archives(source: Source) -> Path:
    """Returns the folder that downloaded files stay in, so that a damaged cache is rebuilt without network."""
    return folder(source) / "archives"


def store(source: Source, parsed: Mapping[str, np.ndarray], *, origin: str, fingerprint: str) -> Manifest:
    """Writes parsed arrays into the cache, whole, and then the manifest that names them. The caller holds the lock."""
    where = folder(source)
    entries = {name: _write(where, name, array) for name, array in parsed.items()}
    written = Manifest(
        source=source.name,
        fingerprint=fingerprint,
        origin=origin,
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        arrays=entries,
    )
    written.write(where)
    _remove_others(where, written)
    return written


def _refuse_another(source: Source) -> None:
    """Damaged arrays that were imported as they were are not replaced, unasked, by others."""
    damaged = manifest.read(folder(source))
    if damaged and damaged.as_is:
        raise DataError(
            f"The cached arrays of {source.name!r} are damaged.",
            cause=f"They were imported as they were from {damaged.origin}, and cannot be downloaded.",
            hint=f"zoo data import {source.name} {shlex.quote(damaged.origin)} --as-is",
        )


def _write(where: Path, name: str, array: np.ndarray) -> Entry:
    """Writes an array under a name that its content is part of: one being read elsewhere is never overwritten."""
    import numpy as np

    sha256 = digest.of_array(array)
    path = where / f"{name}-{sha256[:12]}.npy"
    with atomic_path(path) as stream:
        np.save(stream, np.ascontiguousarray(array))
    return Entry(file=path.name, bytes=path.stat().st_size, sha256=sha256)


def _remove_others(where: Path, current: Manifest) -> None:
    """Removes earlier arrays, and what processes that were killed left half written."""
    keep = {entry.file for entry in current.arrays.values()}
    for path in [*where.glob("*.npy"), *where.rglob(".*.tmp")]:
        if path.name not in keep:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()


def _mapped(current: Manifest, where: Path) -> dict[str, np.ndarray] | None:
    """Returns the arrays, or None where one is not what was written, and so is removed; or was replaced meanwhile."""
    import numpy as np

    found = {}
    for name, entry in current.arrays.items():
        try:
            found[name] = np.load(where / entry.file, mmap_mode="r")
            damaged = digest.of_array(found[name]) != entry.sha256
        except Exception:  # noqa: BLE001 - a damaged header raises anything
            damaged = True
        if damaged:
            with contextlib.suppress(OSError):
                (where / entry.file).unlink()
            return None
    return found
