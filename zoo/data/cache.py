"""The cache of parsed arrays: filled on first use by one process, then memory-mapped by all of them."""

from __future__ import annotations

import contextlib
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from zoo.data import digest, download, manifest
from zoo.data.manifest import Manifest
from zoo.errors import DataError, ZooError
from zoo.files import locked
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
        if (found := mapped(fetch(source), folder(source))) is not None:
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
        return manifest.store(
            folder(source),
            parse(source, archives(source)),
            source=source.name,
            fingerprint=digest.pinned(source),
            origin="download",
        )


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
    """Returns what changes when the data of `source` change: that of the cached arrays, else of the published files.
    Light.

    Raises:
        UsageError: as `zoo.data_folder`.
    """
    found = manifest.read(folder(source))
    return found.fingerprint if found else digest.pinned(source)


def folder(source: Source) -> Path:
    """Returns the cache folder. Named after the pinned checksums too: two sources of one name do not meet."""
    return data_folder() / source.name / digest.pinned(source)[:8]


def archives(source: Source) -> Path:
    """Returns the folder that downloaded files stay in, so that a damaged cache is rebuilt without network."""
    return folder(source) / "archives"


def parse(source: Source, files: Path) -> dict[str, np.ndarray]:
    """Returns the arrays that `source` reads from a folder of files.

    Raises:
        DataError: the files do not have the structure that the source expects.
    """
    import numpy as np

    try:
        return {name: np.asarray(array) for name, array in source.parse(files).items()}
    except ZooError as error:
        error.hint = error.hint or download.import_command(source)
        raise
    except Exception as error:  # damaged files raise anything: zlib, tarfile, struct, NumPy
        raise DataError(
            f"The files of {source.name!r} in {files} cannot be read.",
            cause=f"{type(error).__name__}: {error}",
            hint=download.import_command(source),
        ) from error


def _refuse_another(source: Source) -> None:
    """Damaged arrays that were imported as they were are not replaced, unasked, by others."""
    damaged = manifest.read(folder(source))
    if damaged and damaged.as_is:
        raise DataError(
            f"The cached arrays of {source.name!r} are damaged.",
            cause=f"They were imported as they were from {damaged.origin}, and cannot be downloaded.",
            hint=f"zoo data import {source.name} {shlex.quote(damaged.origin)} --as-is",
        )


def mapped(current: Manifest, where: Path) -> dict[str, np.ndarray] | None:
    """Returns the arrays of a manifest; None where one is not what was written, and so is removed, or was replaced
    meanwhile."""
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
