"""Where a file goes: decided, and found to be possible, before the work on it begins."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from zoo.errors import StoreError, UsageError, shell_quote

PICTURES = (".png", ".pdf", ".svg", ".jpg", ".jpeg", ".webp", ".tiff")
LONGEST = 100  # letters of a name made of expressions


def destination(given: str | None, name: str, typed: str, suffixes: Sequence[str] = PICTURES) -> Path:
    """Returns the file to write: as given, or `name` in the folder that is given, else in the current one.

    Args:
        given: what was typed after -o.
        typed: the command without it, for hints.
        suffixes: how a name may end.

    Raises:
        UsageError: it ends otherwise.
        StoreError: there is no such folder, or it cannot be written.
    """
    path = Path(os.path.expanduser(given or name))
    path = path / name if path.is_dir() else path
    if path.suffix.lower() not in suffixes:
        hint = f"{typed} -o {shell_quote(str(path.with_suffix(suffixes[0])))}"
        raise UsageError(f"{given!r} does not end in {' or '.join(suffixes)}.", hint=hint)
    check_folder(path, typed)
    return path


def picture_name(command: str, *expressions: str) -> str:
    """Returns `preview-cifar10-shift-flip+cutout.png`; what is awkward in a file's name becomes a hyphen."""
    words = re.sub(r"[^\w.+=-]+", "-", "-".join(expressions))
    return f"{command}-{words[:LONGEST].strip('-.')}.png"


def check_folder(path: Path, typed: str) -> None:
    """Raises `StoreError` where a file cannot be written, for its folder is not there, is no folder or is read-only."""
    folder = path.parent
    there = next(each for each in (folder, *folder.parents) if each.exists())
    if not there.is_dir():
        hint = f"{typed} -o {shell_quote(str(there.parent / path.name))}"
        raise StoreError(f"{path} cannot be written.", cause=f"{there} is a file.", hint=hint)
    if there != folder:
        hint = f"mkdir -p {shell_quote(str(folder))}"
        raise StoreError(f"{path} cannot be written.", cause=f"There is no folder {folder}.", hint=hint)
    if not os.access(folder, os.W_OK | os.X_OK):
        hint = f"{typed} -o ~/{shell_quote(path.name)}"
        raise StoreError(f"{path} cannot be written.", cause=f"The folder {folder} is read-only.", hint=hint)
