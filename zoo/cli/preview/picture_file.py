"""Where a picture goes: decided, and found to be possible, before the work on it begins."""

from __future__ import annotations

import os
import re
from pathlib import Path

from zoo.errors import StoreError, UsageError, shell_quote

FORMATS = ("png", "pdf", "svg", "jpg", "jpeg", "webp", "tiff")
LONGEST = 100  # letters of a name made of expressions


def destination(given: str | None, typed: str, *expressions: str, command: str = "preview") -> Path:
    """Returns the file to write: as given, in the folder given, or in the current folder under a name of its own.

    Args:
        given: what was typed after -o.
        typed: the command without it, for hints.
        expressions: what the picture shows, for its name: `preview-DATASET-AUGMENTER.png`.
        command: whose picture it is.

    Raises:
        UsageError: no picture has such an extension.
        StoreError: there is no such folder, or it cannot be written.
    """
    name = default_name(expressions, command)
    path = Path(os.path.expanduser(given)) if given else Path(name)
    if path.is_dir():
        path = path / name
    elif path.suffix[1:].lower() not in FORMATS:
        what = f"ends in {path.suffix!r}" if path.suffix else "has no extension"
        cause = f"A picture's format is its file's extension: {', '.join(FORMATS)}."
        hint = f"{typed} -o {shell_quote(str(path.with_suffix('.png')))}"
        raise UsageError(f"{given!r} {what}.", cause=cause, hint=hint)
    check_folder(path, typed)
    return path


def default_name(expressions: tuple[str, ...], command: str = "preview") -> str:
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
