"""What a run's folder keeps of its test: labels, predictions and logits of each image, and the classes' names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from zoo.errors import StoreError
from zoo.store import run_files


@dataclass(frozen=True, eq=False)
class Predicted:
    """The predictions of a run.

    Args:
        labels, predictions: integers (images,).
        logits: float32 (images, classes).
        classes: their names.
    """

    labels: np.ndarray
    predictions: np.ndarray
    logits: np.ndarray
    classes: tuple[str, ...]

    @property
    def probabilities(self) -> np.ndarray:
        """The softmax of the logits, float32 (images, classes)."""
        from scipy.special import softmax

        return np.asarray(softmax(self.logits, axis=1))


def read(folder: Path) -> Predicted | None:
    """Returns what the folder of a run keeps; None where its files are gone or damaged."""
    try:
        labels, predictions, logits = run_files.test(folder, "labels", "predictions", "logits")
        classes = tuple(map(str, run_files.experiment(folder, "classes")["classes"]))
    except StoreError:
        return None
    fits = logits.shape == (len(labels), len(classes))
    sound = fits and all(_is_class(each, len(classes)) for each in (labels, predictions))
    return Predicted(labels, predictions, logits.astype(np.float32), classes) if sound else None


def _is_class(numbers: np.ndarray, count: int) -> bool:
    """Whether all of them are numbers of classes."""
    return numbers.dtype.kind in "iu" and bool(((numbers >= 0) & (numbers < count)).all())
