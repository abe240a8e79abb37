"""One attempt to download one file: its size and SHA-256 are checked as it arrives, and a failure is said briefly."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from zoo.files import atomic_path
from zoo.progress import Report, silent

if TYPE_CHECKING:
    import requests

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
        raise _failure(error) from error
    except Exception as error:  # an answer that no server should give raises anything in the libraries
        raise Failure(f"its answer makes no sense: {_brief(error)}") from error


def _failure(error: requests.RequestException) -> Failure:
    """Returns what went wrong. Another attempt may help after a timeout, a server's error or a connection cut short."""
    import requests
    from urllib3.exceptions import ProtocolError

    if isinstance(error, requests.HTTPError) and error.response is not None:
        status = error.response.status_code
        return Failure(f"{status} {error.response.reason}", transient=status >= 500)
    if isinstance(error, requests.Timeout) or "timed out" in str(error):
        return Failure("no answer in time", transient=True)
    if "NameResolution" in str(error) or "getaddrinfo" in str(error):
        return Failure("its name cannot be looked up (no network?)")
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return Failure("the connection broke off", transient=True)
    return Failure(_brief(error), transient=any(isinstance(cause, ProtocolError) for cause in error.args))


def _brief(error: Exception) -> str:
    """Returns an error in a few words; what requests says of it can fill a screen."""
    text = " ".join(str(error).split())
    return text if len(text) <= 100 else f"{type(error).__name__}: {text[:80]}..."
