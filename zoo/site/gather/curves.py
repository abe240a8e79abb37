"""The curves of an experiment: the history that each run's folder keeps."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from zoo.errors import StoreError
from zoo.site.content import Curve
from zoo.store import run_files

DRAWN = ("loss", "accuracy", "val_loss", "val_accuracy")


def curve(folder: Path, seed: int) -> Curve | None:
    """Returns the curve of a run; None where its history is gone, damaged or without an epoch."""
    try:
        history = run_files.history(folder)
    except StoreError:
        return None
    if not history:
        return None
    return Curve(seed=seed, **{name: _values(history, name) for name in DRAWN})


def _values(history: Sequence[Mapping[str, Any]], name: str) -> list[float | None]:
    found = [entry.get(name) for entry in history]
    return [float(value) if isinstance(value, int | float) and math.isfinite(value) else None for value in found]
