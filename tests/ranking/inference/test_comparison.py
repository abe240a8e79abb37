"""Tests of the comparison of rows: against SciPy's analysis of variance, and where there is little to go by."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from zoo.ranking.inference.comparison import compare

IMAGES = 400


def packed(right):
    """One row of the table per seed: bool (S, N) to its packed bits by seed."""
    return {seed: np.packbits(bits).tobytes() for seed, bits in enumerate(right)}


def made(rows, seeds, images=IMAGES, *, gap=0.2, seed_effect=0.1, at=1.0, number=0):
    """Boolean (R, S, N): images differ in difficulty, rows by `gap`, trainings by `seed_effect`."""
    rng = np.random.default_rng(number)
    logits = (
        rng.normal(size=images)
        + 0.4 * rng.normal(size=(rows, 1, images))
        + 0.5 * rng.normal(size=(rows, seeds, images))
    )
    return logits + at + gap * np.arange(rows)[:, None, None] + seed_effect * rng.normal(size=(rows, seeds, 1)) > 0


def written_out(*rows, level=0.05, others=()):
    """The half-width of docs/explanation/statistics.md, of one row's accuracy or of the difference of two."""
    d = rows[0].astype(float) - (rows[1] if len(rows) == 2 else 0)
    seeds, images = d.shape
    by_seed, by_image, residual = mean_squares(d)
    variance, degrees = by_seed / images, seeds - 1
    if len(others):
        said, borrowed = lent(others)
        said *= sum(map(unit, rows))
        variance = max(variance, (degrees * variance + borrowed * said) / (degrees + borrowed))
        degrees = np.floor(4 * (degrees + borrowed)) / 4
    t, z = scipy.stats.t.ppf(1 - level / 2, degrees), scipy.stats.norm.ppf(1 - level / 2)
    return np.sqrt(t**2 * variance / seeds + z**2 * (max(by_image - residual, 0) / d.size + 1 / images**2))


def unit(row):
    smoothed = (row.sum() + 1) / (row.size + 2)
    return smoothed * (1 - smoothed)


def lent(others):
    """The variance from seed to seed of other rows, of as many seeds each, in units of p * (1 - p), and its degrees."""
    squares = np.array([mean_squares(row.astype(float)) / unit(row) / row.shape[1] for row in others])
    seen, luck = squares[:, 0].mean(), squares[:, 2].mean()
    degrees = len(others) * (len(others[0]) - 1)
    return max(seen, luck), min(degrees, 4 * (seen / (seen - luck)) ** 2) if seen > luck else degrees


def mean_squares(d):
    """Of seeds, of images and of the residual: F of SciPy is the one between over the one within."""
    seeds, images = d.shape
    total = ((d - d.mean()) ** 2).sum()

    def between(groups):
        f, k, n = scipy.stats.f_oneway(*groups).statistic, len(groups), d.size
        return total * f * (k - 1) / (f * (k - 1) + n - k) / (k - 1)

    by_seed, by_image = between(d), between(d.T)
    rest = total - by_seed * (seeds - 1) - by_image * (images - 1)
    return np.array([by_seed, by_image, rest / ((seeds - 1) * (images - 1))])


@pytest.mark.parametrize("seeds", [2, 3, 5])
def test_two_rows_have_the_crossed_interval(seeds):
    a, b = right = made(2, seeds)
    found = compare([packed(a), packed(b)], IMAGES)
    assert found.difference[0, 1] == pytest.approx(a.mean() - b.mean())
    assert found.half_width[0, 1] == pytest.approx(written_out(a, b), rel=1e-9)
    assert found.half_width[1, 0] == found.half_width[0, 1]
    assert not found.pooled.any()
    for row, other in ((0, 1), (1, 0)):
        borrowed = written_out(right[row], others=[right[other]])
        assert found.half_widths[row] == pytest.approx(borrowed, rel=1e-9)


@pytest.mark.parametrize("number", range(4))
def test_a_pair_borrows_from_the_seeds_of_the_other_rows(number):
    right = made(5, 3, seed_effect=0.3, number=number)
    found = compare([packed(row) for row in right], IMAGES)
    assert found.half_width[0, 1] == pytest.approx(written_out(right[0], right[1], others=right[2:]), rel=1e-9)


@pytest.mark.parametrize("images", [1, 7, 8, 9, 16_384, 16_385, 40_000])
def test_bits_of_any_number_are_counted(images):
    right = made(2, 2, images)
    found = compare([packed(row) for row in right], images)
    assert found.difference[0, 1] == pytest.approx(right[0].mean() - right[1].mean())


@given(
    seeds=st.integers(2, 4), images=st.integers(2, 60), number=st.integers(0, 10_000), gap=st.sampled_from([0, 0.3, 1])
)
def test_p_and_interval_agree(seeds, images, number, gap):
    found = compare([packed(row) for row in made(3, seeds, images, gap=gap, number=number)], images)
    assert ((found.p < 0.05) == (np.abs(found.difference) > found.half_width)).all()
    assert np.array_equal(found.p, found.p.T)
    assert np.array_equal(found.difference, -found.difference.T)
    assert ((found.p > 0) & (found.p <= 1)).all()


@pytest.mark.parametrize("level", [0.3, 0.05, 0.001, 1e-6])
def test_p_is_the_level_whose_interval_ends_at_zero(level):
    right = made(2, 3)
    found = compare([packed(row) for row in right], IMAGES, level=level)
    assert abs(found.difference[0, 1]) > written_out(*right, level=found.p[0, 1] * 1.001)
    assert abs(found.difference[0, 1]) < written_out(*right, level=found.p[0, 1] * 0.999)


def test_rows_that_are_right_about_the_same_images_are_tied():
    same = packed(made(1, 3)[0])
    found = compare([same, same, same], IMAGES)
    assert (found.p == 1).all()
    assert found.ranks == [(1, 3)] * 3
    assert found.more_seeds(0, 1) is None


@pytest.mark.parametrize("right", [True, False])
def test_rows_that_are_always_right_are_not_known_for_certain(right):
    row = packed(np.full((3, IMAGES), right))
    found = compare([row, row], IMAGES)
    assert found.half_widths == pytest.approx([1.96 / IMAGES] * 2, rel=1e-4)
    assert (found.p == 1).all()


def test_one_image_gives_no_claim():
    found = compare([packed(np.ones((3, 1), bool)), packed(np.zeros((3, 1), bool))], 1)
    assert np.isnan(found.half_width[0, 1])
    assert np.isnan(found.half_widths).all()
    assert (found.p == 1).all()
    assert found.ranks == [(1, 2), (1, 2)]
    assert found.more_seeds(0, 1) is None


def test_one_seed_everywhere_gives_no_claim():
    found = compare([packed(row) for row in made(2, 1, gap=3.0)], IMAGES)
    assert np.isnan(found.half_width[0, 1])
    assert np.isnan(found.half_widths).all()
    assert found.ranks == [(1, 2), (1, 2)]
    assert found.pooled.all()


def test_one_seed_borrows_the_seeds_variance_of_rows_that_have_several():
    right = made(4, 3, gap=1.0)
    found = compare([packed(right[0][:1]), packed(right[1][:1]), packed(right[2]), packed(right[3])], IMAGES)
    one = np.array([True, True, False, False])
    assert np.array_equal(found.pooled, one | one[:, None])
    assert np.isfinite(found.half_width).all()
    assert np.isfinite(found.half_widths).all()
    assert found.ranks[0] == (4, 4)


def test_rows_of_other_seeds_share_the_images_and_no_seed():
    right = made(2, 5)
    a, b = packed(right[0]), {seed + 100: bits for seed, bits in packed(right[1]).items()}
    apart, together = compare([a, b], IMAGES), compare([a, packed(right[1])], IMAGES)
    assert apart.difference[0, 1] == together.difference[0, 1]
    by_image = (right[0].mean(0) - right[1].mean(0)).var(ddof=1)
    residual = sum(mean_squares(row.astype(float))[2] for row in right) / 5
    images = (scipy.stats.norm.ppf(0.975) / IMAGES) ** 2 * (IMAGES * (by_image - residual) + 1)
    seeds = [written_out(right[row], others=[right[1 - row]]) ** 2 - of_images(right[row]) for row in (0, 1)]
    assert apart.half_width[0, 1] == pytest.approx(np.sqrt(sum(seeds) + images), rel=1e-9)
    assert not apart.pooled.any()


def of_images(row):
    """The part of the square of a row's own half-width that the images have."""
    _, by_image, residual = mean_squares(row.astype(float))
    return scipy.stats.norm.ppf(0.975) ** 2 * (max(by_image - residual, 0) / row.size + 1 / row.shape[1] ** 2)


def test_a_row_whose_seeds_collapse_neither_lends_nor_borrows():
    right = made(6, 3, 2000, gap=0.0)
    calm = compare([packed(row) for row in right[1:]], 2000)
    right[0, 1] = False
    found = compare([packed(row) for row in right], 2000)
    assert found.half_width[1:, 1:] == pytest.approx(calm.half_width)
    assert found.half_width[0, 1] == pytest.approx(written_out(right[0], right[1]), rel=1e-9)


def test_a_seed_that_changes_nothing_is_no_proof():
    # Two seeds of each row differ alike by chance: a variance of nothing from two seeds alone would prove any order.
    right = np.zeros((4, 2, IMAGES), bool)
    for row, gap in enumerate((0, 6, 0, 0)):
        for seed in (0, 1):
            right[row, seed, 20 * seed : 20 * seed + 300 + gap] = True
    right[2, 0, 320:330] = True
    right[3, 1, 320:330] = True
    found = compare([packed(row) for row in right], IMAGES)
    assert right[1].mean(-1) - right[0].mean(-1) == pytest.approx([6 / IMAGES] * 2)
    assert found.p[0, 1] > 0.05


def test_rows_apart_have_ranks_of_one():
    found = compare([packed(row) for row in made(3, 5, gap=1.0)], IMAGES)
    assert found.ranks == [(3, 3), (2, 2), (1, 1)]
    assert found.more_seeds(0, 1) == 0


def test_more_seeds_would_tell():
    right = made(2, 3, 5000, gap=0.25, seed_effect=0.1)
    found = compare([packed(row) for row in right], 5000)
    more = found.more_seeds(0, 1)
    assert more
    assert found.ranks == [(1, 2), (1, 2)]
    halves = [
        scipy.stats.t.ppf(0.975, seeds - 1) ** 2 * found.seeds[0, 1] / seeds + 1.95996**2 * found.images[0, 1]
        for seeds in (3 + more - 1, 3 + more)
    ]
    assert np.sqrt(halves[1]) < abs(found.difference[0, 1]) < np.sqrt(halves[0])


@pytest.mark.parametrize("images", [0, 3, 17, 100])
def test_bits_that_are_not_of_the_images_are_refused(images):
    with pytest.raises(ValueError, match=f"Expected {images} images"):
        compare([{0: bytes(2)}, {0: bytes(2)}], images)


def test_a_row_without_runs_is_refused():
    with pytest.raises(ValueError, match="at least one run"):
        compare([{0: bytes(2)}, {}], 16)


def test_no_rows_have_no_ranks():
    assert compare([], 10).ranks == []
