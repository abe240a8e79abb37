"""Tests of what rows borrow from each other about seeds."""

from __future__ import annotations

import numpy as np
import pytest

from zoo.ranking.inference.mean_squares import Layout
from zoo.ranking.inference.seed_variance import TRUST, Pool

IMAGES = 10_000


def pool(variances, runs, *, luck=0.0, mean=0.5):
    """Rows of which only the variance of a seed, and how much of it is luck with images, differs."""
    several = np.array(runs) > 1
    own = np.diag(np.where(several, variances, np.nan).astype(float))
    return Pool(
        Layout(
            mean=np.broadcast_to(np.asarray(mean, float), len(runs)),
            runs=np.array(runs, float),
            paired=np.zeros(own.shape, bool),
            by_seed=own,
            by_image=np.ones_like(own),
            residual=np.diag(np.where(several, luck * IMAGES / np.array(runs), np.nan)),
        ),
        IMAGES,
    )


def test_a_row_borrows_as_many_degrees_as_others_are_trusted_with():
    found = pool([1.0, 2.0, 2.0, 2.0, 2.0], [3] * 5).rows()
    assert found.borrowed[0] == TRUST
    assert found.degrees[0] == 2 + TRUST
    assert found.variance[0] == pytest.approx((2 * 1 + TRUST * 2) / (2 + TRUST))


def test_it_borrows_no_more_than_there_is():
    found = pool([1.0, 2.0], [3, 3]).rows()
    assert found.borrowed.tolist() == [2, 2]


def test_ones_own_seeds_are_never_played_down():
    assert pool([3.0, 2.0, 2.0], [3] * 3).rows().variance[0] == 3


def test_luck_with_images_is_known_for_certain():
    assert pool([1.0] * 9, [3] * 9, luck=1.0).rows().borrowed[0] == 16
    assert pool([1.0] * 9, [3] * 9, luck=0.5).rows().borrowed[0] == pytest.approx(4 * TRUST)


def test_one_seed_has_what_all_others_say():
    found = pool([0.0, 1.0, 3.0], [1, 3, 3]).rows()
    assert found.variance[0] == pytest.approx(2)
    assert found.degrees[0] == 4


def test_where_nobody_has_several_seeds_nothing_is_known():
    found = pool([0.0, 0.0], [1, 1]).rows()
    assert np.isnan(found.variance).all()


def test_a_collapsed_row_neither_lends_nor_borrows():
    found = pool([500.0, 1.0, 1.0, 1.0, 1.0], [3] * 5).rows()
    assert found.variance.tolist() == [500, 1, 1, 1, 1]
    assert found.degrees.tolist() == [2, 6, 6, 6, 6]


def test_accuracies_near_one_vary_less():
    found = pool([0.0, 0.25], [1, 3], mean=[0.9, 0.5]).rows()
    assert found.variance[0] == pytest.approx(0.09, rel=1e-3)


def test_seeds_that_change_nothing_are_no_error():
    found = pool([0.0, 0.0, 0.0], [2, 2, 2]).rows()
    assert found.variance.tolist() == [0, 0, 0]
