"""Downloads of published files: whole, their size and SHA-256 checked, mirror after mirror, retried where it helps."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

from zoo.data import digest
from zoo.data.progress import Report, silent
from zoo.errors import DataError
from zoo.files import whole

if TYPE_CHECKING:
    from zoo.components import RemoteFile, Source

WAITS = (1.0, 2.0, 4.0)
"""Seconds to wait before each further attempt at one mirror."""
TIMEOUTS = (10.0, 30.0)
"""Seconds to wait for a connection, and for the next bytes."""


class _Failure(Exception):
    """One attempt failed. Not an OSError, which `zoo.files.whole` would take for the disk's."""

    def __init__(self, reason: str, *, transient: bool = False) -> None:
        super().__init__(reason)
        self.transient = transient


def fetch_files(source: Source, folder: Path, report: Report = silent) -> None:
    """Brings every file of `source` into `folder`; what stands there and is right stays.

    Raises:
        DataError: no network, `ZOO_OFFLINE`, or no mirror that serves the file with the expected size and SHA-256.
        StoreError: the folder cannot be written.
    """
    for file in source.files:
        if problem(folder / file.name, file) is not None:
            _refuse_offline(source, file)
            _from_mirrors(source, file, folder / file.name, report)


def problem(path: Path, file: RemoteFile) -> str | None:
    """Returns what distinguishes the file at `path` from the published one, or None where nothing does."""
    if not path.is_file():
        return "it is missing"
    size = path.stat().st_size
    if size != file.size:
        return _wrong_size(size, file.size)
    found = digest.of_file(path)
    return None if found == file.sha256 else _wrong_checksum(found, file.sha256)


def import_command(source: Source) -> str:
    """Returns the command for a machine that cannot download."""
    return f"zoo data import {source.name} FOLDER"


def _names(source: Source) -> str:
    return ", ".join(file.name for file in source.files)


def _refuse_offline(source: Source, file: RemoteFile) -> None:
    if os.environ.get("ZOO_OFFLINE", "0").lower() not in ("", "0", "false", "no"):
        raise DataError(
            f"{source.name!r} is not on this machine, and ZOO_OFFLINE forbids downloading it.",
            cause=f"FOLDER has to hold {_names(source)}, published at {file.urls[0].rpartition('/')[0]}/",
            hint=import_command(source),
        )


def _from_mirrors(source: Source, file: RemoteFile, path: Path, report: Report) -> None:
    failures = []
    for url in file.urls:
        try:
            return _with_retries(url, file, path, report)
        except _Failure as failure:
            failures.append(f"{urlsplit(url).netloc}: {failure}")
    raise DataError(
        f"{file.name} of {source.name!r} could not be downloaded.",
        cause=f"{'; '.join(failures)}. FOLDER has to hold {_names(source)}.",
        hint=import_command(source),
    )


def _with_retries(url: str, file: RemoteFile, path: Path, report: Report) -> None:
    for wait in WAITS:
        try:
            return _attempt(url, file, path, report)
        except _Failure as failure:
            if not failure.transient:
                raise
        time.sleep(wait)
    return _attempt(url, file, path, report)


def _attempt(url: str, file: RemoteFile, path: Path, report: Report) -> None:
    with whole(path) as stream:
        checked = _Checked(stream, file, report)
        _download(url, checked)
        checked.finish()


def _download(url: str, into: _Checked) -> None:
    import pooch
    import requests

    # As published: a server that compresses on the way would have requests unpack what the checksum is of.
    headers = {"Accept-Encoding": "identity"}
    downloader = pooch.HTTPDownloader(timeout=TIMEOUTS, headers=headers, chunk_size=1 << 16)
    try:
        downloader(url, into, None)
    except requests.RequestException as error:
        raise _Failure(_reason(error), transient=_is_transient(error)) from error


class _Checked:
    """A file being written, which counts and hashes what passes, and refuses more than the published size."""

    def __init__(self, stream: IO[bytes], file: RemoteFile, report: Report) -> None:
        self.stream, self.file, self.report = stream, file, report
        self.size, self.sha256 = 0, hashlib.sha256()

    def write(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if self.size > self.file.size:
            raise _Failure(f"it is larger than the {self.file.size:,} bytes published")
        self.sha256.update(chunk)
        self.stream.write(chunk)
        self.report(self.file.name, self.size, self.file.size)

    def flush(self) -> None:
        """Left to the end: pooch flushes after every chunk."""

    def finish(self) -> None:
        if self.size != self.file.size:
            raise _Failure(_wrong_size(self.size, self.file.size), transient=True)
        if (found := self.sha256.hexdigest()) != self.file.sha256:
            raise _Failure(_wrong_checksum(found, self.file.sha256))


def _is_transient(error: Exception) -> bool:
    """Whether another attempt may help: a timeout, a server's error, a connection cut in the middle."""
    import requests
    import urllib3.exceptions

    if isinstance(error, requests.HTTPError) and error.response is not None:
        return error.response.status_code >= 500
    inner = error.args[0] if error.args else None
    cut = (urllib3.exceptions.ReadTimeoutError, urllib3.exceptions.ProtocolError)
    return isinstance(error, (requests.Timeout, requests.exceptions.ChunkedEncodingError)) or isinstance(inner, cut)


def _reason(error: Exception) -> str:
    """Returns a failure in a few words; what requests says of it can fill a screen."""
    import requests

    text = str(error)
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"{error.response.status_code} {error.response.reason}"
    if isinstance(error, requests.Timeout) or "timed out" in text:
        return "no answer in time"
    if "NameResolution" in text or "getaddrinfo" in text:
        return "its name cannot be looked up (no network?)"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the connection broke off"
    return text if len(text) <= 100 else f"{type(error).__name__}: {text[:80]}..."


def _wrong_size(found: int, expected: int) -> str:
    word = "truncated" if found < expected else "too large"
    return f"it is {word}: expected {expected:,} bytes, received {found:,}"


def _wrong_checksum(found: str, expected: str) -> str:
    return f"checksum mismatch: expected SHA-256 {expected[:16]}..., received {found[:16]}..."
