"""Taking published files from a folder: what a machine without network does instead of downloading."""

from __future__ import annotations

import contextlib
import shlex
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from zoo.data import cache, digest, manifest
from zoo.data.download import file_names, problem
from zoo.data.manifest import Manifest
from zoo.errors import DataError
from zoo.files import locked
from zoo.progress import Report, silent

if TYPE_CHECKING:
    from zoo.plugin.sources import Source

DIFFERS = "What it holds differs from what the published archives unpack to"
UNKNOWN = "Checksums are published for the archives, not for what they unpack to"


def import_data(source: Source, path: Path, *, as_is: bool = False, report: Report = silent) -> Manifest:
    """Fills the cache of `source` from the publisher's archives in a folder, or from a folder of what they unpack to.

    Args:
        path: the folder, or the archive itself where the source is a single one.
        as_is: accepts what differs from the published files or cannot be compared with them; the structure is checked
            even so. The fingerprint then starts with `as-is:`, which marks every run made with these data.

    Raises:
        DataError: there is nothing at `path`, its structure is wrong, or it is not what was published.
        StoreError: the data folder cannot be written.
    """
    report(f"checking {source.name}", 0, 0)
    with _folder(source, path) as folder:
        _refuse_special(source, folder)
        different = _different(source, folder)
        if different and not as_is:
            _refuse(source, path, different)
        report(f"reading {source.name}", 0, 0)
        parsed = cache.parse(source, folder)
        checked = not different and all((folder / file.name).is_file() for file in source.files)
    content = digest.of_content(parsed)
    published = checked or content == source.content
    if not published and not as_is:
        _refuse(source, path, DIFFERS if source.content else UNKNOWN)
    fingerprint = digest.pinned(source) if published else digest.AS_IS + content[:16]
    with locked(cache.folder(source)):
        return manifest.store(
            cache.folder(source), parsed, source=source.name, fingerprint=fingerprint, origin=str(path.absolute())
        )


@contextlib.contextmanager
def _folder(source: Source, path: Path) -> Iterator[Path]:
    """Yields a folder that `source.parse` can read; one archive, whatever it is called, is linked into one."""
    if not path.exists():
        raise DataError(f"There is nothing at {path}.", hint=f"zoo data import {source.name} FOLDER")
    if path.is_dir():
        yield path
        return
    if len(source.files) > 1:
        raise DataError(
            f"{path} is one file, and {source.name!r} has {len(source.files)}: {file_names(source)}.",
            hint=f"zoo data import {source.name} {shlex.quote(str(path.parent))}",
        )
    with tempfile.TemporaryDirectory() as folder:
        link = Path(folder) / source.files[0].name
        link.symlink_to(path.absolute())
        yield Path(folder)


def _refuse_special(source: Source, folder: Path) -> None:
    """A FIFO or a device under the name of a file would be waited for, or read without an end."""
    for path in (folder / name for name in (*(file.name for file in source.files), *source.unpacked)):
        if path.exists() and not path.is_file() and not path.is_dir():
            raise DataError(f"{path.resolve()} is no file.", hint=f"zoo data import {source.name} FOLDER")


def _different(source: Source, folder: Path) -> str | None:
    """Returns what distinguishes an archive in `folder` from the published one, or None where nothing does."""
    present = [file for file in source.files if (folder / file.name).is_file()]
    found = ((file.name, problem(folder / file.name, file)) for file in present)
    return next((f"{name}: {what}" for name, what in found if what), None)


def _refuse(source: Source, path: Path, reason: str) -> None:
    raise DataError(
        f"{path} is not known to hold the published {source.name!r}.",
        cause=f"{reason}. Taken as they are, the data mark every run made with them.",
        hint=f"zoo data import {source.name} {shlex.quote(str(path))} --as-is",
    )
