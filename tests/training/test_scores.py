"""Tests of the scores of probabilities: against scikit-learn, and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import softmax

from zoo.training.scores import BINS, brier, calibration_error, macro_f1, scores


def test_macro_f1_is_the_mean_over_classes():
    labels, predicted = np.array([0, 0, 0, 0, 1, 1, 2]), np.array([0, 0, 0, 1, 1, 0, 1])
    first, second = 2 * 3 / (2 * 3 + 1 + 1), 2 * 1 / (2 * 1 + 2 + 1)
    assert macro_f1(predicted, labels) == pytest.approx((first + second + 0) / 3), "the third is never found"
    assert macro_f1(np.full(7, 4), np.full(7, 4)) == 1, "one class is all that there is"


def test_brier_is_the_squared_distance_from_the_truth(rng):
    probabilities, labels = softmax(rng.normal(size=(50, 4)), axis=1), rng.integers(0, 4, 50)
    expected = np.square(probabilities - np.eye(4)[labels]).sum(axis=1).mean()
    assert brier(probabilities, labels) == pytest.approx(expected)
    assert brier(np.eye(4)[labels], labels) == 0
    assert brier(np.eye(4)[(labels + 1) % 4], labels) == 2
    assert brier(np.full((50, 4), 0.25), labels) == pytest.approx(0.75), "as far as chance"


def test_calibration_error_by_hand():
    confidence = np.array([0.9, 0.95, 0.92, 0.5, 0.52])  # bins 14 (0.9 is in the one before) and 8
    correct = np.array([True, True, False, True, False])
    bins = np.ceil(confidence * BINS)
    expected = sum(
        abs(correct[bins == each].mean() - confidence[bins == each].mean()) * (bins == each).sum()
        for each in set(bins.tolist())
    )
    assert calibration_error(confidence, correct) == pytest.approx(expected / 5)
    assert calibration_error(np.ones(3, np.float32), np.array([True] * 3)) == 0
    assert calibration_error(np.full(4, 0.75), np.array([True, True, True, False])) == 0
    assert calibration_error(np.full(4, 1.0), np.array([False] * 4)) == 1


def test_a_bin_has_its_upper_end():
    ends = np.array([3 / BINS, 3 / BINS + 1e-6])
    assert calibration_error(ends, np.array([False, True])) == pytest.approx((ends[0] + 1 - ends[1]) / 2)


def test_scores_are_of_the_softmax(rng):
    values, labels = 20 * rng.normal(size=(200, 6)).astype(np.float32), rng.integers(0, 6, 200)
    probabilities = softmax(values.astype(np.float64), axis=1)
    assert scores(values, labels) == pytest.approx(
        {
            "test_macro_f1": macro_f1(values.argmax(axis=1), labels),
            "test_brier": brier(probabilities, labels),
            "test_ece": calibration_error(probabilities.max(axis=1), probabilities.argmax(axis=1) == labels),
        },
        abs=1e-6,
    )
    assert all(type(value) is float for value in scores(values, labels).values()), "JSON"
