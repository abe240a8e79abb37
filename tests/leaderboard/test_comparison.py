"""Tests of the comparison of rows: against SciPy's analysis of variance, and where there is little to go by."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from zoo.leaderboard.comparison import compare

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


def written_out(a, b, level=0.05):
    """The half-width of docs/statistics.md, from the mean squares of SciPy's one-way analyses of D[seed, image]."""
    d = a.astype(float) - b
    seeds, images = d.shape
    total = ((d - d.mean()) ** 2).sum()

    def between(groups):  # F is the mean square between over the one within: of a known total, that is both
        f, k, n = scipy.stats.f_oneway(*groups).statistic, len(groups), d.size
        return total * f * (k - 1) / (f * (k - 1) + n - k) / (k - 1)

    by_seed, by_image = between(d), between(d.T)
    residual = (total - by_seed * (seeds - 1) - by_image * (images - 1)) / ((seeds - 1) * (images - 1))
    t, z = scipy.stats.t.ppf(1 - level / 2, seeds - 1), scipy.stats.norm.ppf(1 - level / 2)
    crossed = (t**2 * by_seed + z**2 * max(by_image - residual, 0)) / d.size
    return np.sqrt(crossed + z**2 / images**2)


@pytest.mark.parametrize("seeds", [2, 3, 5])
def test_paired_seeds_have_the_crossed_interval(seeds):
    right = made(3, seeds)
    found = compare([packed(row) for row in right], IMAGES)
    for a in range(3):
        for b in range(3):
            if a != b:
                assert found.difference[a, b] == pytest.approx(right[a].mean() - right[b].mean())
                assert found.half_width[a, b] == pytest.approx(written_out(right[a], right[b]), rel=1e-9)
    assert found.half_widths[0] == pytest.approx(written_out(right[0], np.zeros_like(right[0])), rel=1e-9)
    assert not found.pooled.any()


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
    shifted = abs(found.difference[0, 1]) > written_out(*right, level=found.p[0, 1] * 1.001)
    assert shifted
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
    seeds = [right[row].mean(-1).var(ddof=1) / 5 for row in (0, 1)]
    by_image = (right[0].mean(0) - right[1].mean(0)).var(ddof=1)
    residual = sum(_residual(row) for row in right) / 5
    t, z = scipy.stats.t.ppf(0.975, 4), scipy.stats.norm.ppf(0.975)
    wanted = np.sqrt(t**2 * sum(seeds) + z**2 * ((by_image - residual) / IMAGES + 1 / IMAGES**2))
    assert apart.half_width[0, 1] == pytest.approx(wanted, rel=1e-9)
    assert not apart.pooled.any()


def _residual(right):
    centred = right - right.mean(0) - right.mean(1, keepdims=True) + right.mean()
    return (centred**2).sum() / ((len(right) - 1) * (right.shape[1] - 1))


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
    same_variance = np.sqrt(
        scipy.stats.t.ppf(0.975, 2 + more) ** 2 * found.seeds[0, 1] / (3 + more) + 1.96**2 * found.images[0, 1]
    )
    assert same_variance < abs(found.difference[0, 1])


@pytest.mark.parametrize("images", [0, 3, 17, 100])
def test_bits_that_are_not_of_the_images_are_refused(images):
    with pytest.raises(ValueError, match=f"Expected {images} images"):
        compare([{0: bytes(2)}, {0: bytes(2)}], images)


def test_a_row_without_runs_is_refused():
    with pytest.raises(ValueError, match="at least one run"):
        compare([{0: bytes(2)}, {}], 16)


def test_no_rows_have_no_ranks():
    assert compare([], 10).ranks == []
