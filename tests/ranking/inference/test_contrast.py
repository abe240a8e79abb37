"""Sums of differences between rows: for two rows what the board says of them; for several what their mean needs."""

from __future__ import annotations

import math

import numpy as np
import pytest

from zoo.ranking.inference import contrast
from zoo.ranking.inference.comparison import compare
from zoo.ranking.inference.contrast import Pairs, TestedRows

IMAGES = 203


def row(share, seeds=3, noise=0.1, of=0):
    """A row whose runs find the same images difficult."""
    difficulty = np.random.default_rng(1).random(IMAGES)
    runs = {}
    for seed in range(seeds):
        rng = np.random.default_rng([seed, of, round(1000 * share)])
        runs[seed] = difficulty + rng.normal(0, noise, IMAGES) + rng.normal(0, noise / 3) < share
    return runs


def packed(runs):
    return {seed: np.packbits(right).tobytes() for seed, right in runs.items()}


def estimate(*pairs, others=()):
    """The sum of pairs, each with its weight, on a board that has other rows too."""
    rows = [each for pair in pairs for each in pair[:2]] + list(others)
    places = [(2 * number, 2 * number + 1) for number in range(len(pairs))]
    weights = np.array([[(*pair, 1.0)[2] for pair in pairs]])
    return One(Pairs(TestedRows([packed(each) for each in rows], IMAGES), places).sums(weights))


class One:
    """The only one of estimates."""

    def __init__(self, found):
        self.found, self.difference, self.pooled = found, found.difference[0], found.pooled[0]

    def half_width(self):
        return self.found.half_width()[0]

    def p(self):
        return self.found.p()[0]


@pytest.mark.parametrize("others", [[], [4], [3, 3, 5, 1]])
@pytest.mark.parametrize(("a", "b"), [(3, 3), (5, 5), (2, 2), (3, 2), (2, 1), (1, 1)])
def test_of_two_rows_it_is_what_the_board_says(a, b, others):
    rows = [row(0.8, a), row(0.6, b), *(row(0.5, seeds, of=number) for number, seeds in enumerate(others))]
    known = compare([packed(each) for each in rows], IMAGES)
    found = estimate(rows[:2], others=rows[2:])
    assert found.difference == pytest.approx(known.difference[0, 1])
    assert found.half_width() == pytest.approx(known.half_width[0, 1], rel=1e-9, nan_ok=True)
    assert found.p() == pytest.approx(known.p[0, 1], rel=1e-6, abs=1e-12)
    assert found.pooled == known.pooled[0, 1]


def test_where_nothing_is_known_of_seeds_nothing_is_claimed():
    found = estimate((row(0.8, 1), row(0.5, 1)))
    assert np.isnan(found.half_width())
    assert found.p() == 1
    assert found.difference > 0.2


def test_a_mean_is_narrower_than_its_parts_where_they_are_independent():
    rng = np.random.default_rng(3)
    rows = [{seed: rng.random(IMAGES) < share for seed in range(5)} for share in (0.7, 0.5, 0.7, 0.5)]
    one, other = estimate((rows[0], rows[1])), estimate((rows[2], rows[3]))
    both = estimate((rows[0], rows[1], 0.5), (rows[2], rows[3], 0.5))
    assert both.difference == pytest.approx((one.difference + other.difference) / 2)
    assert both.half_width() < 0.9 * max(one.half_width(), other.half_width())


def test_a_mean_of_the_same_is_no_surer_than_one_of_them():
    a, b = row(0.8), row(0.6)
    one, twice = estimate((a, b)), estimate((a, b, 0.5), (a, b, 0.5))
    assert twice.difference == pytest.approx(one.difference)
    assert twice.half_width() == pytest.approx(one.half_width(), rel=0.01), "the least is half as much"


def test_other_rows_make_it_surer_where_there_are_few_seeds():
    pairs = (row(0.8), row(0.6), 0.5), (row(0.7), row(0.5), 0.5)
    alone, among = estimate(*pairs), estimate(*pairs, others=[row(0.6, 5, of=number) for number in range(4)])
    assert among.difference == alone.difference
    assert among.half_width() < alone.half_width()


def test_an_interaction_cancels_what_both_have_in_common():
    a, b = row(0.8), row(0.6)
    none = estimate((a, b), (a, b, -1.0))
    assert none.difference == pytest.approx(0, abs=1e-15)
    assert none.p() == 1


def test_pairs_of_other_seeds_are_summed_too():
    first, second = (row(0.8, 3), row(0.6, 3)), (row(0.8, 5, of=1), row(0.6, 5, of=1))
    found = estimate((*first, 0.5), (*second, 0.5))
    assert len(found.found.seeds) == 2
    assert found.difference == pytest.approx(np.mean([estimate(pair).difference for pair in (first, second)]))


def test_of_different_test_images_variances_add_up():
    pairs = (row(0.8), row(0.6)), (row(0.8, of=2), row(0.7, of=2))
    one, other = (estimate((*pair, 0.5)) for pair in pairs)
    both = One(contrast.total([one.found, other.found]))
    assert both.difference == pytest.approx(one.difference + other.difference)
    assert both.half_width() == pytest.approx(math.hypot(one.half_width(), other.half_width()))


def test_several_sums_at_once_are_each_by_itself():
    pairs = (row(0.8), row(0.6)), (row(0.8, 2), row(0.6, 1)), (row(0.5, 5), row(0.6, 5)), (row(0.4), row(0.6))
    rows = TestedRows([packed(each) for pair in pairs for each in pair], IMAGES)
    places, weights = [(0, 1), (2, 3), (4, 5), (6, 7)], np.random.default_rng(1).normal(size=(3, 4))
    found = Pairs(rows, places).sums(weights)
    for number, own in enumerate(weights):
        alone = One(Pairs(rows, places).sums(own[None]))
        assert found.difference[number] == pytest.approx(alone.difference, abs=1e-12)
        assert found.half_width()[number] == pytest.approx(alone.half_width(), rel=1e-9)


def test_what_does_not_count_might_as_well_not_be_there():
    pairs = (row(0.8), row(0.6)), (row(0.8, 2), row(0.6, 1)), (row(0.5, 5), row(0.6, 5))
    rows = TestedRows([packed(each) for pair in pairs for each in pair], IMAGES)
    few = One(Pairs(rows, [(0, 1)]).sums(np.ones((1, 1))))
    all_of_them = One(Pairs(rows, [(0, 1), (2, 3), (4, 5)]).sums(np.array([[1.0, 0, 0]])))
    assert all_of_them.difference == pytest.approx(few.difference)
    assert all_of_them.half_width() == pytest.approx(few.half_width())
    assert not all_of_them.pooled


def test_one_image_claims_nothing():
    runs = {seed: np.packbits([True]).tobytes() for seed in range(3)}
    found = Pairs(TestedRows([runs, runs], 1), [(0, 1)]).sums(np.ones((1, 1)))
    assert np.isnan(found.half_width()[0])
