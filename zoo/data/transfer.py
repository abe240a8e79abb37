"""One attempt to download one file: its size and SHA-256 checked as it passes, and a failure in a few words."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import IO, TYPE_CHECKING

from zoo.files import atomic_path
from zoo.progress import Report, silent

if TYPE_CHECKING:
    from zoo.plugin.sources import RemoteFile

TIMEOUTS = (10.0, 30.0)
"""Seconds to wait for a connection, and for the next bytes."""


class Failure(Exception):
    """The attempt failed; `transient`: another may succeed. Not an OSError, which `whole` would take for the disk's."""

    def __init__(self, reason: str, *, transient: bool = False) -> None:
        super().__init__(reason)
        self.transient = transient


def transfer(url: str, file: RemoteFile, path: Path, report: Report = silent) -> None:
    """Downloads `url` to `path`, whole or not at all.

    Raises:
        Failure: the server cannot be reached, refuses, or sends something else than was published.
        StoreError: the folder cannot be written.
    """
    with atomic_path(path) as stream:
        checked = _Checked(stream, file, report)
        _download(url, checked)
        checked.finish()


def _download(url: str, into: _Checked) -> None:
    import pooch
    import requests

    opened: list[requests.Response] = []
    downloader = pooch.HTTPDownloader(
        timeout=TIMEOUTS,
        chunk_size=1 << 16,
        # As published: a server that packs on the way would have requests unpack what the checksum is of.
        headers={"Accept-Encoding": "identity"},
        hooks={"response": lambda response, **_: opened.append(response)},
    )
    try:
        downloader(url, into, None)
    except requests.RequestException as error:
        raise Failure(_reason(error), transient=_is_transient(error)) from error
    except (Failure, OSError):  # an OSError that is none of requests' is the disk's
        raise
    except Exception as error:  # what no server should answer raises anything in the libraries
        raise Failure(f"its answer makes no sense: {_reason(error)}") from error
    finally:
        for response in opened:  # pooch leaves it open when reading ends early
            response.close()


class _Checked:
    """A file being written, which counts and hashes what passes, and refuses more than the published size."""

    def __init__(self, stream: IO[bytes], file: RemoteFile, report: Report) -> None:
        self.stream, self.file, self.report = stream, file, report
        self.size, self.sha256 = 0, hashlib.sha256()

    def write(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if self.size > self.file.size:
            raise Failure(f"it is larger than the {self.file.size:,} bytes published")
        self.sha256.update(chunk)
        self.stream.write(chunk)
        self.report(self.file.name, self.size, self.file.size)

    def flush(self) -> None:
        """Left to the end: pooch flushes after every chunk."""

    def finish(self) -> None:
        if self.size != self.file.size:
            raise Failure(wrong_size(self.size, self.file.size), transient=True)
        if (found := self.sha256.hexdigest()) != self.file.sha256:
            raise Failure(wrong_checksum(found, self.file.sha256))


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

    text = " ".join(str(error).split())
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"{error.response.status_code} {error.response.reason}"
    if isinstance(error, requests.Timeout) or "timed out" in text:
        return "no answer in time"
    if "NameResolution" in text or "getaddrinfo" in text:
        return "its name cannot be looked up (no network?)"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the connection broke off"
    return text if len(text) <= 100 else f"{type(error).__name__}: {text[:80]}..."


def wrong_size(found: int, expected: int) -> str:
    """Returns how a file's size differs from the published one, in bytes."""
    word = "truncated" if found < expected else "too large"
    return f"it is {word}: expected {expected:,} bytes, received {found:,}"


def wrong_checksum(found: str, expected: str) -> str:
    """Returns how a file's SHA-256 differs from the published one."""
    return f"checksum mismatch: expected SHA-256 {expected[:16]}..., received {found[:16]}..."
