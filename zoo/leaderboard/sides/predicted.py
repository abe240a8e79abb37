"""What a run's folder keeps of its test: labels, predictions and logits of each image, and the classes' names."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

FILE = "test.npz"


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
        with (folder / FILE).open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            found = [stored[name] for name in ("labels", "predictions", "logits")]
        classes = tuple(map(str, json.loads((folder / "experiment.json").read_text(encoding="utf-8"))["classes"]))
    except Exception:  # noqa: BLE001 - a damaged archive can raise anything
        return None
    labels, predictions, logits = found
    sound = labels.shape == predictions.shape and logits.shape == (len(labels), len(classes))
    return Predicted(labels, predictions, logits.astype(np.float32), classes) if sound else None
