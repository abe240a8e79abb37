"""Sums of differences between rows: for two rows alone what `compare` says; for several what the mean of them needs."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats

from zoo.leaderboard import contrast
from zoo.leaderboard.comparison import compare
from zoo.leaderboard.contrast import Pair, Spread

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
    return {seed: np.packbits(right) for seed, right in runs.items()}


def board(*rows):
    return compare([{seed: np.packbits(right).tobytes() for seed, right in row.items()} for row in rows], IMAGES)


def estimate(*pairs, others=Spread()):  # noqa: B008
    """The sum of pairs, each with its weight."""
    made, weights = [Pair(packed(a), packed(b)) for a, b, *_ in pairs], [(*pair, 1.0)[2] for pair in pairs]
    (found,) = contrast.estimates(made, np.array([weights]), IMAGES, others)
    return found


@pytest.mark.parametrize("seeds", [2, 3, 5])
def test_of_two_rows_alone_it_is_what_their_board_says(seeds):
    first, second = row(0.8, seeds), row(0.6, seeds)
    known, found = board(first, second), estimate((first, second))
    assert found.difference == pytest.approx(known.difference[0, 1])
    assert found.half_width() == pytest.approx(known.half_width[0, 1], rel=1e-9)
    assert found.p() == pytest.approx(known.p[0, 1], rel=1e-6, abs=1e-12)
    assert not found.pooled


@pytest.mark.parametrize(("a", "b"), [(3, 2), (2, 1), (1, 1)])
def test_rows_of_other_seeds_have_each_a_part(a, b):
    rows = row(0.8, a), row(0.6, b)
    others = contrast.spread([packed(each) for each in (*rows, row(0.5, 4))], IMAGES)
    found = estimate(rows, others=others)
    parts, noise = [], 0.0
    for each in map(np.array, map(list, map(dict.values, rows))):
        own = each.mean(axis=1).var(ddof=1) if len(each) > 1 else others.variance
        parts.append((own / len(each), len(each) - 1 or others.degrees))
        rest = each - each.mean(axis=0) - each.mean(axis=1, keepdims=True) + each.mean()
        noise += (rest**2).sum() / max(len(each) - 1, 1) / (IMAGES - 1) / len(each)
    means = [np.mean(list(each.values()), axis=0) for each in rows]
    of_images = max((means[0] - means[1]).var(ddof=1) - noise, 0) / IMAGES + 1 / IMAGES**2
    squares = sum(scipy.stats.t.ppf(0.975, degrees) ** 2 * part for part, degrees in parts)
    assert found.half_width() == pytest.approx(np.sqrt(squares + scipy.stats.norm.ppf(0.975) ** 2 * of_images))
    assert found.pooled == (b == 1)


def test_the_spread_is_that_of_all_rows_with_several_seeds():
    rows = [row(0.8, 3), row(0.6, 2), row(0.5, 1)]
    found = contrast.spread(map(packed, rows), IMAGES)
    variances = [np.var([right.mean() for right in each.values()], ddof=1) for each in rows[:2]]
    assert found.degrees == 3
    assert found.variance == pytest.approx((2 * variances[0] + variances[1]) / 3)
    assert contrast.spread([packed(rows[2])], IMAGES).degrees == 0


def test_where_nothing_is_known_of_seeds_nothing_is_claimed():
    found = estimate((row(0.8, 1), row(0.5, 1)))
    assert found.half_width() is None
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


def test_an_interaction_cancels_what_both_have_in_common():
    a, b = row(0.8), row(0.6)
    none = estimate((a, b), (a, b, -1.0))
    assert none.difference == 0
    assert none.p() == 1
    assert none.half_width() < 0.02


def test_pairs_of_other_seeds_are_summed_too():
    first, second = (row(0.8, 3), row(0.6, 3)), (row(0.8, 5, of=1), row(0.6, 5, of=1))
    found = estimate((*first, 0.5), (*second, 0.5))
    assert sorted(degrees for _, degrees in found.seeds) == [2, 4]
    assert found.difference == pytest.approx(np.mean([estimate(pair).difference for pair in (first, second)]))


def test_of_different_test_images_variances_add_up():
    pairs = (row(0.8), row(0.6)), (row(0.8, of=2), row(0.7, of=2))
    one, other = (estimate((*pair, 0.5)) for pair in pairs)
    both = contrast.total([one, other])
    assert both.difference == pytest.approx(one.difference + other.difference)
    assert both.half_width() == pytest.approx(math.hypot(one.half_width(), other.half_width()))


def test_several_sums_at_once_are_each_by_itself():
    pairs = (row(0.8), row(0.6)), (row(0.8, 2), row(0.6, 1)), (row(0.5, 5), row(0.6, 5)), (row(0.4), row(0.6))
    weights = np.random.default_rng(1).normal(size=(3, len(pairs)))
    others = Spread(0.001, 4)
    made = [Pair(packed(a), packed(b)) for a, b in pairs]
    for found, own in zip(contrast.estimates(made, weights, IMAGES, others), weights, strict=True):
        alone = estimate(*((*pair, weight) for pair, weight in zip(pairs, own, strict=True)), others=others)
        assert found.difference == pytest.approx(alone.difference, abs=1e-12)
        assert found.half_width() == pytest.approx(alone.half_width(), rel=1e-9)


def test_one_image_claims_nothing():
    runs = {seed: np.packbits([True]) for seed in range(3)}
    (found,) = contrast.estimates([Pair(runs, runs)], np.ones((1, 1)), 1, Spread())
    assert found.half_width() is None
