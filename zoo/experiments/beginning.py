"""Where a model's weights begin, in place of its initialisers: those of a run, or of a `.keras` file, as it is typed
and as it is recorded."""

from __future__ import annotations

import hashlib
import re
import zipfile
from pathlib import Path

from zoo.errors import UsageError
from zoo.paths import expand

_PINNED = re.compile(r"@[0-9a-f]{8}$")


def canonical(given: str) -> str:
    """Returns what is recorded of a beginning: a run by its whole name, which never means other weights, and a file by
    its path and the first 8 hex digits of its SHA-256, `/home/me/net.keras@1a2b3c4d`.

    Args:
        given: the beginning of a run's name, or a path that ends in `.keras`, with or without those digits.

    Raises:
        UsageError: there is no such run or file, the run has no result, or the file is no archive or another one than
            the digits say.
    """
    bare = _PINNED.sub("", given)
    return _file(given, expand(bare)) if bare.endswith(".keras") else _run(given)


def file(recorded: str) -> Path | None:
    """Returns the file that a beginning means as it is recorded, None where it means a run."""
    return Path(_PINNED.sub("", recorded)) if _PINNED.search(recorded) else None


def _file(given: str, path: Path) -> str:
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        reason = f"{path}: {error.strerror or error}."
        raise UsageError(f"There is no file {given!r} to begin with.", cause=reason, hint="zoo runs") from error
    pin = f"@{digest[:8]}"
    if (found := _PINNED.search(given)) and found[0] != pin:
        raise UsageError(
            f"{path} holds other weights than {given!r} says.",
            cause=f"The file is {pin} now.",
            hint=f"write {path}, and it is another experiment",
        )
    if not zipfile.is_zipfile(path):
        cause = "It is no archive, as Keras saves them, or was cut off."
        raise UsageError(f"{path} is no model that Keras can read.", cause=cause, hint="zoo runs")
    return f"{path}{pin}"


def _run(given: str) -> str:
    from zoo.store import DONE, Store

    record = Store.open(create=False).run(given)
    if record.status != DONE:
        cause = f"It is {record.status}; only what was trained to its end can be gone on from."
        raise UsageError(f"Run {record.name!r} has no weights to begin with.", cause=cause, hint="zoo runs")
    return record.name
