"""Downloads of published files: mirror after mirror, each asked again where that helps."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from zoo.data import digest
from zoo.data.transfer import Failure, transfer, wrong_checksum, wrong_size
from zoo.errors import DataError
from zoo.progress import Report, silent

if TYPE_CHECKING:
    from zoo.plugin.sources import RemoteFile, Source

WAITS = (1.0, 2.0, 4.0)
"""Seconds to wait before each further attempt at one mirror."""


def fetch_files(source: Source, folder: Path, report: Report = silent) -> None:
    """Brings every file of `source` into `folder`; a file that is there and right stays.

    Raises:
        DataError: no network, `ZOO_OFFLINE`, or no mirror that serves the file with the expected size and SHA-256.
        StoreError: the folder cannot be written.
    """
    for file in source.files:
        if problem(folder / file.name, file) is not None:
            _refuse_offline(source, file)
            _from_mirrors(source, file, folder / file.name, report)


def problem(path: Path, file: RemoteFile) -> str | None:
    """Returns how the file at `path` differs from the published one, or None where it does not."""
    if not path.is_file():
        return "it is missing"
    if (size := path.stat().st_size) != file.size:
        return wrong_size(size, file.size)
    found = digest.of_file(path)
    return None if found == file.sha256 else wrong_checksum(found, file.sha256)


def import_command(source: Source) -> str:
    """Returns the command for a machine that cannot download."""
    return f"zoo data import {source.name} FOLDER"


def file_names(source: Source) -> str:
    """Returns the names of the published files, for messages."""
    return ", ".join(file.name for file in source.files)


def _refuse_offline(source: Source, file: RemoteFile) -> None:
    if os.environ.get("ZOO_OFFLINE", "0").lower() not in ("", "0", "false", "no"):
        raise DataError(
            f"{source.name!r} is not on this machine, and ZOO_OFFLINE forbids downloading it.",
            cause=f"FOLDER has to hold {file_names(source)}, published at {file.urls[0].rpartition('/')[0]}/",
            hint=import_command(source),
        )


def _from_mirrors(source: Source, file: RemoteFile, path: Path, report: Report) -> None:
    failures = {}
    for url in file.urls:
        for wait in (0, *WAITS):
            time.sleep(wait)
            try:
                return transfer(url, file, path, report)
            except Failure as failure:
                failures[url] = f"{urlsplit(url).netloc}: {failure}"
                if not failure.transient:
                    break
    raise DataError(
        f"{file.name} of {source.name!r} could not be downloaded.",
        cause=f"{'; '.join(failures.values())}. FOLDER has to hold {file_names(source)}.",
        hint=import_command(source),
    )
