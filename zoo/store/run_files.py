"""The files of a run's folder, as they are read: what is gone or damaged is named, with the command that mends it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zoo.errors import StoreError, shell_quote

if TYPE_CHECKING:
    import numpy as np

TEST = "test.npz"
"""The test images' `labels` and `predictions`, integers (N,), and `logits`, float16 (N, classes)."""

HISTORY = "history.json"

EXPERIMENT = "experiment.json"
"""What was asked for, and what is needed to rebuild its net."""


def test(folder: Path, *names: str) -> tuple[np.ndarray, ...]:
    """Returns arrays of `TEST`, one per name. Raises `StoreError` where they are missing, damaged or do not fit."""
    import numpy as np

    with (
        readable(folder, str(folder / TEST)),
        (folder / TEST).open("rb") as stream,
        np.load(stream, allow_pickle=False) as stored,
    ):
        arrays = tuple(stored[name] for name in names)
        if len({len(array) for array in arrays}) > 1 or any(array.dtype.kind not in "iuf" for array in arrays):
            raise ValueError("its arrays are not numbers of the same images")
        return arrays


def history(folder: Path) -> list[Mapping[str, Any]]:
    """Returns an entry per epoch: `epoch` from 0, `loss`, `accuracy`, `val_loss`, `val_accuracy`, `seconds`.

    Raises:
        StoreError: the file is missing or damaged.
    """
    with readable(folder):
        found = json.loads((folder / HISTORY).read_text(encoding="utf-8"))
        if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
            raise ValueError(f"{HISTORY} is no list of epochs")
        return found


def experiment(folder: Path, *keys: str) -> Mapping[str, Any]:
    """Returns what `EXPERIMENT` says. Raises `StoreError` where it is missing, damaged or lacks a key."""
    found = mapping(folder / EXPERIMENT, *keys)
    with readable(folder):
        if not isinstance(found.get("classes", []), list):
            raise ValueError(f"{EXPERIMENT} has no list of classes")
    return found


def mapping(path: Path, *keys: str) -> Mapping[str, Any]:
    """Returns what a file of JSON says. Raises `StoreError` where it is missing, damaged or lacks a key."""
    with readable(path.parent):
        found = json.loads(path.read_text(encoding="utf-8"))
        if missing := [key for key in keys if not isinstance(found, dict) or key not in found]:
            raise ValueError(f"{path.name} does not say {missing[0]}")
        return found


@contextlib.contextmanager
def readable(folder: Path, what: str | None = None) -> Iterator[None]:
    """Raises `StoreError` for whatever goes wrong within the block: a damaged archive can raise anything.

    Args:
        what: cannot be read; by default the run.
    """
    try:
        yield
    except Exception as error:
        message = f"{what or f'The run in {folder}'} cannot be read."
        raise StoreError(message, cause=_why(error), hint=remedy(folder)) from error


def remedy(folder: Path) -> str:
    """Returns the command that trains a run again of which files are gone or damaged: its record is in the store."""
    return shell_quote("zoo", "reproduce", folder.name)


def _why(error: Exception) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return f"There is no {error.filename}."
    return f"{(isinstance(error, OSError) and error.strerror) or error}."
