"""What a report's folder says of itself: which files each page has there, and what it was drawn from."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zoo.errors import StoreError, UsageError, shell_quote, some
from zoo.files import atomic_write

NAME = "report.json"
FORM = 1
"""The version of the file's form: of another one nothing is known, and all pages are drawn again."""

ELSEWHERE = "free some space or choose another place: zoo report -o DIR"
"""What helps where nothing can be written."""

_SAFE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")


@dataclass(frozen=True)
class Drawn:
    """A page that is there.

    Args:
        fingerprint: of what it was drawn from; empty where it has to be drawn again.
        files: the sizes in bytes, by the path below the folder.
    """

    fingerprint: str
    files: Mapping[str, int] = field(default_factory=dict)

    def stands(self, folder: Path) -> bool:
        """Whether all its files are there, as long as they were written."""
        there = ((folder / path, size) for path, size in self.files.items())
        return all(path.is_file() and path.stat().st_size == size for path, size in there)


Manifest = dict[str, Drawn]
"""The pages by their names."""


def is_safe(path: str) -> bool:
    """Whether a path leads to a file below the folder that it is taken from, and to no hidden one."""
    return _SAFE.fullmatch(path) is not None


def read(folder: Path) -> Manifest:
    """Returns the pages of a report; none where the file is not there, is damaged or is another zoo's."""
    try:
        document = json.loads((folder / NAME).read_text(encoding="utf-8"))
        pages = document["pages"].items() if document["report"] == FORM else ()
        return {name: _drawn(page) for name, page in pages}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def _drawn(page: Any) -> Drawn:
    return Drawn(str(page["fingerprint"]), {path: int(size) for path, size in page["files"].items() if is_safe(path)})


def write(folder: Path, pages: Manifest) -> None:
    """Writes it. Raises `StoreError` where it cannot be."""
    known = {name: {"fingerprint": page.fingerprint, "files": page.files} for name, page in pages.items()}
    put(folder / NAME, (json.dumps({"report": FORM, "pages": known}, indent=1) + "\n").encode())


def put(path: Path, content: bytes) -> None:
    """Writes a file of a report. Raises `StoreError` where it cannot be."""
    try:
        atomic_write(path, content, synced=False)  # it can be made again
    except StoreError as error:
        error.hint = ELSEWHERE
        raise


def check(folder: Path) -> None:
    """Finds out whether a report can be written into a folder, before the work on it begins.

    Raises:
        UsageError: it is a file, or holds others and no report; hidden ones, as `.git`, do not count.
        StoreError: it is read-only.
    """
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if not there.is_dir():
        raise _refusal(folder, f"{there} is a file.", there.with_name(f"{there.name}-site"))
    if not os.access(there, os.W_OK | os.X_OK):
        hint = "zoo report -o ~/site"
        raise StoreError(f"{folder} cannot be written.", cause=f"The folder {there} is read-only.", hint=hint)
    others = sorted(path.name for path in folder.glob("[!.]*"))
    if others and NAME not in others:
        raise _refusal(folder, f"It holds {some(others)}, and no report.", folder / "site")


def _refusal(folder: Path, cause: str, other: Path) -> UsageError:
    hint = shell_quote("zoo", "report", "-o", str(other))
    return UsageError(f"No report is written into {str(folder)!r}.", cause=cause, hint=hint)
