"""Tests of the variances of rows and pairs, against NumPy on the whole table of seeds and images."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoo.ranking.inference import mean_squares


def layout(right, images):
    """Of rows that are dictionaries of boolean arrays."""
    packed = [{seed: np.packbits(bits).tobytes() for seed, bits in row.items()} for row in right]
    return mean_squares.layout(mean_squares.read(packed, images), len(right))


@given(seeds=st.integers(2, 5), images=st.integers(2, 70), number=st.integers(0, 1000))
def test_pairs_are_those_of_the_whole_table(seeds, images, number):
    right = np.random.default_rng(number).random((2, seeds, images)) < 0.7
    found = layout([dict(enumerate(row)) for row in right], images)
    d = right[0].astype(float) - right[1]
    rest = d - d.mean(0) - d.mean(1, keepdims=True) + d.mean()
    assert found.paired.tolist() == [[False, True], [True, False]]
    assert found.by_seed[0, 1] == pytest.approx(d.mean(1).var(ddof=1), abs=1e-12)
    assert found.by_image[0, 1] == pytest.approx(d.mean(0).var(ddof=1), abs=1e-12)
    residual = (rest**2).sum() / ((seeds - 1) * (images - 1)) / seeds
    assert found.residual[0, 1] == pytest.approx(residual, abs=1e-12)


def test_rows_of_different_seeds_share_the_images():
    right = np.random.default_rng(0).random((5, 90)) < 0.7
    found = layout([{0: right[0], 1: right[1]}, {1: right[2], 2: right[3]}, {7: right[4]}], 90)
    means = [right[:2].mean(0), right[2:4].mean(0), right[4].astype(float)]
    assert not found.paired.any()
    assert np.isnan(found.by_seed[0, 1])
    assert np.isnan(found.by_seed[2, 2])
    for a in range(3):
        for b in range(3):
            wanted = (means[a] - means[b] if a != b else means[a]).var(ddof=1)
            assert found.by_image[a, b] == pytest.approx(wanted)


def test_equal_counts_are_equal_accuracies():
    """However the hits are spread over the seeds: a difference of rounding would be one."""
    counts = [(1, 2, 6), (3, 3, 3), (6, 2, 1)]
    found = layout([{s: np.arange(10) < n for s, n in enumerate(row)} for row in counts], 10)
    assert len(set(found.mean)) == 1
