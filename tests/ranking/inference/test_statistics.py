"""Tests of the mean and its interval, against SciPy."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats
from hypothesis import assume, given
from hypothesis import strategies as st

from zoo.ranking.inference.statistics import half_width, mean, rounded_mean

ACCURACIES = st.lists(st.floats(0, 1), min_size=2, max_size=12)


@given(ACCURACIES)
def test_the_interval_is_students_t(values):
    assume(np.std(values) > 1e-6)
    low, high = scipy.stats.t.interval(0.95, len(values) - 1, loc=np.mean(values), scale=scipy.stats.sem(values))
    assert mean(values) == pytest.approx((low + high) / 2)
    assert half_width(values) == pytest.approx((high - low) / 2)


def test_two_seeds_by_hand():
    # Student's t with one degree of freedom: 12.7062; the mean of 0.8 and 0.9 has a standard error of 0.05.
    assert half_width([0.8, 0.9]) == pytest.approx(12.7062 * 0.05, rel=1e-5)


@given(st.floats(0, 1))
def test_one_seed_has_no_interval(value):
    assert mean([value]) == value
    assert half_width([value]) is None


def test_equal_seeds_have_an_interval_of_nothing():
    assert half_width([0.5, 0.5, 0.5]) == 0


@given(ACCURACIES)
def test_what_is_not_known_is_not_left_out(values):
    assert mean([*values, None]) is None
    assert half_width([*values, None]) is None


def test_nothing_has_no_mean():
    assert mean([]) is None
    assert half_width([]) is None


@pytest.mark.parametrize(("counts", "whole"), [([8, 10, 13], 10), ([3], 3), ([8, None], None), ([], None)])
def test_a_mean_of_counts_is_a_whole_number(counts, whole):
    assert rounded_mean(counts) == whole
