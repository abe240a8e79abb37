"""What class probabilities are worth, beside accuracy and cross-entropy: per class, and as probabilities."""

from __future__ import annotations

import numpy as np

BINS = 15
"""Of the expected calibration error, as in Guo et al. 2017."""


def scores(values: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Returns the metrics of test logits, by key.

    Args:
        values: logits, float32 (N, classes), all finite.
        labels: integers (N,).
    """
    from scipy.special import softmax

    probabilities, predicted = softmax(values, axis=1), values.argmax(axis=1)
    return {
        "test_macro_f1": macro_f1(predicted, labels),
        "test_brier": brier(probabilities, labels),
        "test_ece": calibration_error(probabilities.max(axis=1), predicted == labels),
    }


def macro_f1(predicted: np.ndarray, labels: np.ndarray) -> float:
    """Returns the mean of the F1 scores of the classes, each as important as any other.

    The harmonic mean of precision and recall; 0 for a class that is never found. A class that neither occurs nor is
    predicted has none, and is left out.

    Args:
        predicted, labels: integers (N,).
    """
    from sklearn.metrics import f1_score

    return float(f1_score(labels, predicted, average="macro", zero_division=0))


def brier(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Returns the mean squared distance of the probabilities from the truth, 0 to 2 (Brier 1950: summed over classes).

    Args:
        probabilities: (N, classes).
        labels: integers (N,).
    """
    of_truth = probabilities[np.arange(len(labels)), labels]
    squares = np.square(probabilities).sum(axis=1, dtype=np.float64)
    return float((squares - 2 * of_truth.astype(np.float64) + 1).mean())


def calibration_error(confidence: np.ndarray, correct: np.ndarray) -> float:
    """Returns the expected calibration error, 0 to 1: how far accuracy is from confidence, over 15 bins of the latter.

    The bins are of equal width, each with its upper end; they count by how many images are in them (Guo, Pleiss, Sun
    and Weinberger, "On Calibration of Modern Neural Networks", 2017).

    Args:
        confidence: the probability of the predicted class, (N,), above 0.
        correct: bool (N,).
    """
    bins = np.clip(np.ceil(confidence * BINS).astype(int) - 1, 0, BINS - 1)
    excess = np.bincount(bins, weights=correct - confidence.astype(np.float64))
    return float(np.abs(excess).sum() / len(confidence))
