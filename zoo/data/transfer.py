"""One attempt to download one file: its size and SHA-256 are checked as it arrives, and a failure is said briefly."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from zoo.files import atomic_path
from zoo.progress import Report, silent

if TYPE_CHECKING:
    from zoo.plugin.sources import RemoteFile

TIMEOUTS = (10.0, 30.0)
"""Seconds to wait for a connection, and for the next bytes."""


class Failure(Exception):
    """The attempt failed; `transient`: another may succeed."""

    def __init__(self, reason: str, *, transient: bool = False) -> None:
        super().__init__(reason)
        self.transient = transient


def transfer(url: str, file: RemoteFile, path: Path, report: Report = silent) -> None:
    """Downloads `url` to `path`, whole or not at all.

    Raises:
        Failure: the server cannot be reached, refuses, or sends something else than was published.
        StoreError: the folder cannot be written.
    """
    size, sha256 = 0, hashlib.sha256()
    with atomic_path(path) as stream:
        for chunk in _chunks(url):
            size += len(chunk)
            if size > file.size:
                raise Failure(f"it is larger than the {file.size:,} bytes published")
            sha256.update(chunk)
            stream.write(chunk)
            report(file.name, size, file.size)
        if size != file.size:
            raise Failure(wrong_size(size, file.size), transient=True)
        if sha256.hexdigest() != file.sha256:
            raise Failure(wrong_checksum(sha256.hexdigest(), file.sha256))


def wrong_size(found: int, expected: int) -> str:
    """Returns how a file's size differs from the published one, in bytes."""
    word = "truncated" if found < expected else "too large"
    return f"it is {word}: expected {expected:,} bytes, received {found:,}"


def wrong_checksum(found: str, expected: str) -> str:
    """Returns how a file's SHA-256 differs from the published one."""
    return f"checksum mismatch: expected SHA-256 {expected[:16]}..., received {found[:16]}..."


def _chunks(url: str) -> Iterator[bytes]:
    """Yields what a server sends, as published: were it packed on the way, requests would unpack it."""
    import requests

    try:
        with requests.get(url, stream=True, timeout=TIMEOUTS, headers={"Accept-Encoding": "identity"}) as response:
            response.raise_for_status()
            yield from response.iter_content(1 << 16)
    except requests.RequestException as error:
        raise Failure(_reason(error), transient=_is_transient(error)) from error
    except Exception as error:  # an answer that no server should give raises anything in the libraries
        raise Failure(f"its answer makes no sense: {_reason(error)}") from error


def _is_transient(error: Exception) -> bool:
    """Whether another attempt may help: a timeout, a server's error, a connection cut in the middle."""
    import requests
    import urllib3.exceptions

    if isinstance(error, requests.HTTPError) and error.response is not None:
        return error.response.status_code >= 500
    cut = (urllib3.exceptions.ReadTimeoutError, urllib3.exceptions.ProtocolError)
    transient = (requests.Timeout, requests.exceptions.ChunkedEncodingError, *cut)
    return any(isinstance(cause, transient) for cause in (error, *error.args))


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
