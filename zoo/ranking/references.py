"""What an accuracy is to be read against: that of chance, and that of naming one class always."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from zoo.errors import StoreError

CHANCE, MAJORITY = "chance", "majority"


@dataclass(frozen=True, kw_only=True)
class Reference:
    """An accuracy, a fraction of 1, that takes no training."""

    name: str
    accuracy: float


def references(folders: Iterable[Path]) -> tuple[Reference, ...]:
    """Returns what is known from the first of these runs' folders that can be read, the better one first."""
    return next(filter(None, map(_read, folders)), ())


def _read(folder: Path) -> tuple[Reference, ...]:
    import numpy as np

    from zoo.store import run_files  # a board that is read from a file needs no store

    try:
        (labels,), classes = run_files.test(folder, "labels"), run_files.experiment(folder, "classes")["classes"]
        counts = np.bincount(labels)
        found = {MAJORITY: counts.max() / counts.sum(), CHANCE: 1 / len(classes)}
    except (StoreError, ValueError, TypeError, ZeroDivisionError):
        return ()  # `zoo store check` says so; a table can be read without
    return tuple(Reference(name=name, accuracy=float(value)) for name, value in found.items())
