"""Tests of rank sets and of Holm's procedure, against the definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoo.ranking.inference.ranks import better, holm, rank_sets


@given(st.lists(st.floats(0, 0.2), max_size=30))
def test_holm_is_its_adjusted_p(values):
    p = np.array(values)
    smallest, adjusted = 0.0, np.ones(len(p))
    for done, of in enumerate(np.argsort(p)):
        smallest = max(smallest, p[of] * (len(p) - done))
        adjusted[of] = smallest
    sure = np.abs(adjusted - 0.05) > 1e-12
    assert np.array_equal(holm(p)[sure], (adjusted <= 0.05)[sure])


def test_holm_by_hand():
    # 0.01 passes 0.05/4, 0.013 passes 0.05/3, 0.03 does not pass 0.05/2: statsmodels' multipletests says the same.
    assert holm(np.array([0.03, 0.01, 0.04, 0.013])).tolist() == [False, True, False, True]


def pairs(values, rows):
    """A symmetric (R, R) of the upper triangle's values, 1 on the diagonal."""
    found = np.ones((rows, rows))
    found[np.triu_indices(rows, 1)] = values
    return np.minimum(found, found.T)


def test_a_rank_counts_who_is_proven_better_and_worse():
    difference = np.subtract.outer([0.9, 0.8, 0.7], [0.9, 0.8, 0.7])
    p = pairs([0.5, 1e-6, 0.04], 3)
    assert better(p, difference).tolist() == [[False, False, True], [False, False, False], [False, False, False]]
    assert rank_sets(p, difference) == [(1, 2), (1, 3), (2, 3)]


@pytest.mark.parametrize(("p", "ranks"), [(1.0, [(1, 3)] * 3), (0.0, [(1, 1), (2, 2), (3, 3)])])
def test_nothing_known_and_everything_known(p, ranks):
    assert rank_sets(pairs(p, 3), np.subtract.outer([3, 2, 1], [3, 2, 1])) == ranks


def test_one_row_is_first():
    assert rank_sets(np.ones((1, 1)), np.zeros((1, 1))) == [(1, 1)]
