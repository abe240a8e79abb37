"""Tests of McNemar's exact test, against SciPy's sign test and by hand."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats

from zoo.ranking.inference.mcnemar import mcnemar


def test_by_hand():
    # Of 5 images that one alone gets right all are a's: two of 2**5 throws are as one-sided.
    a, b = np.array([1, 1, 1, 1, 1, 1, 0, 0, 1]), np.array([0, 0, 0, 0, 0, 1, 0, 0, 1])
    p, only_a, only_b = mcnemar(np.packbits(a).tobytes(), np.packbits(b).tobytes(), 9)
    assert (only_a, only_b) == (5, 0)
    assert p == pytest.approx(2 / 2**5)


def test_it_is_the_exact_binomial():
    a, b = np.random.default_rng(0).random((2, 1001)) < [[0.6], [0.5]]
    p, only_a, only_b = mcnemar(np.packbits(a).tobytes(), np.packbits(b).tobytes(), 1001)
    smaller, total = min(only_a, only_b), only_a + only_b
    assert only_a - only_b == a.sum() - b.sum()
    assert p == pytest.approx(2 * scipy.stats.binom.cdf(smaller, total, 0.5))


def test_the_same_answers_are_tied():
    bits = np.packbits(np.ones(20, bool)).tobytes()
    assert mcnemar(bits, bits, 20) == (1.0, 0, 0)


def test_bits_that_are_not_of_the_images_are_refused():
    with pytest.raises(ValueError, match="Expected 20 images"):
        mcnemar(bytes(3), bytes(2), 20)
