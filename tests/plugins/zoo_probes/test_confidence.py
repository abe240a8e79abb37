"""How sure a net is: a probability, and what is left of it where it rounds to 1."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import softmax

from zoo_probes.confidence import confidence, doubt, percent


def test_confidence_is_the_largest_probability_by_softmax() -> None:
    logits = np.random.default_rng(0).normal(0, 3, (50, 10)).astype(np.float32)
    np.testing.assert_allclose(confidence(logits), softmax(logits.astype(float), axis=1).max(axis=1), rtol=1e-12)


def test_doubt_tells_apart_what_is_nearly_certain_and_does_not_overflow() -> None:
    logits = np.array([[60, 0], [61, 0], [60000, -60000], [-60000, -60000], [7, 7]], np.float16)
    least, less, none, even, tie = doubt(logits)
    assert none == 0 < less < least
    assert (even, tie) == (1, 1)
    assert confidence(logits).tolist() == [1, 1, 1, 0.5, 0.5]


@pytest.mark.parametrize(
    ("fraction", "text"), [(0.5, "50.0%"), (0.9994, "99.9%"), (0.9996, ">99.9%"), (1.0, "100.0%"), (0.1, "10.0%")]
)
def test_what_is_not_certain_does_not_read_100(fraction: float, text: str) -> None:
    assert percent(fraction) == text
