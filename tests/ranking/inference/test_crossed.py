"""Tests of intervals and p of a variance in parts, against the equation that they solve."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.optimize
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from zoo.ranking.inference.crossed import Variance, coarse

PART = st.floats(0, 4)


def squared(level, parts, images):
    t = sum(scipy.stats.t.isf(level / 2, degrees) ** 2 * part for part, degrees in parts)
    return t + scipy.stats.norm.isf(level / 2) ** 2 * images


def variance(parts, images):
    return Variance(
        seeds=[(np.array([part]), np.array([degrees])) for part, degrees in parts], images=np.array([images])
    )


@given(first=PART, second=PART, images=st.floats(0.01, 4), degrees=st.integers(1, 30), difference=st.floats(0.01, 20))
def test_p_solves_the_equation_of_the_half_width(first, second, images, degrees, difference):
    parts = [(first, float(degrees)), (second, 2.5)]
    (found,) = variance(parts, images).p(np.array([difference]), 0.05)
    low, high = 1e-12, 1 - 1e-12
    if squared(low, parts, images) > difference**2 > squared(high, parts, images):
        wanted = scipy.optimize.brentq(lambda level: squared(level, parts, images) - difference**2, low, high)
        assert found == pytest.approx(wanted, rel=0.005)
    assert (found < 0.05) == (difference > variance(parts, images).half_width(0.05)[0])


def test_one_part_is_students_or_the_normal_interval():
    assert variance([(1.0, 3.0)], 0.0).half_width(0.05) == pytest.approx(scipy.stats.t.isf(0.025, 3))
    assert variance([(0.0, 1.0)], 1.0).half_width(0.01) == pytest.approx(scipy.stats.norm.isf(0.005))


def test_what_is_not_known_has_no_interval():
    assert np.isnan(variance([(np.nan, 1.0)], 1.0).half_width(0.05)).all()


@given(st.floats(1, 1000))
def test_degrees_are_rounded_down_a_little(degrees):
    rounded = coarse(np.array(degrees))
    assert degrees * 0.8 <= rounded <= degrees * (1 + 1e-9)


def test_whole_degrees_up_to_ten_stay():
    assert np.array_equal(coarse(np.arange(11.0)), np.arange(11.0))
