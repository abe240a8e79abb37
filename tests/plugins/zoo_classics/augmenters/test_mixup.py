"""`mixup` blends images and labels alike."""

from __future__ import annotations

import numpy as np
import pytest
from keras import ops

from zoo import DrawContext
from zoo.training.augmentation.chain import Chain
from zoo_classics.augmenters.mixup import MIXUP
from zoo_classics.augmenters.shift import SHIFT

SHAPE = (20, 28, 3)


def drawn(size, **given):
    context = DrawContext(indices=np.arange(size), epoch=0, image_shape=SHAPE, batch_size=size)
    return MIXUP.call("draw", MIXUP.resolve(given), np.random.default_rng(0), context)


@pytest.mark.parametrize("size", [1, 2, 7])
def test_partners_are_a_permutation_of_the_batch(size):
    assert sorted(drawn(size)["partner"]) == list(range(size))


@pytest.mark.parametrize("alpha", [0.2, 1.0])
def test_every_image_has_its_own_share_from_a_beta_distribution(alpha):
    share = drawn(20_000, alpha=alpha)["lam"]
    assert share.mean() == pytest.approx(0.5, abs=0.01)
    assert share.var() == pytest.approx(1 / (4 * (2 * alpha + 1)), rel=0.03)


def test_images_and_labels_are_blended_with_the_same_shares():
    images = np.random.default_rng(0).uniform(0, 255, (3, *SHAPE)).astype(np.float32)
    draws = {"partner": np.array([2, 0, 1], np.int32), "lam": np.array([1.0, 0.25, 0.5], np.float32)}
    tensors = {name: ops.convert_to_tensor(array) for name, array in draws.items()}
    blended = ops.convert_to_numpy(MIXUP.call("apply", {}, ops.convert_to_tensor(images), tensors))
    expected = [images[0], 0.25 * images[1] + 0.75 * images[0], 0.5 * images[2] + 0.5 * images[1]]
    np.testing.assert_allclose(blended, expected, rtol=1e-5)
    labels = MIXUP.call("mix_labels", {}, np.eye(3, dtype=np.float32), draws)
    np.testing.assert_allclose(labels, [[1, 0, 0], [0.75, 0.25, 0], [0, 0.5, 0.5]])


def test_mixup_then_shift_is_not_shift_then_mixup():
    images = np.random.default_rng(0).integers(0, 256, (6, *SHAPE), dtype=np.uint8)
    parts = [(MIXUP, MIXUP.resolve({"alpha": 1.0})), (SHIFT, SHIFT.resolve({}))]
    one, other = Chain(parts, SHAPE, 0), Chain(parts[::-1], SHAPE, 0)
    draws = one.draw(np.arange(6), 0, 0)
    for name, array in other.draw(np.arange(6), 0, 0).items():
        np.testing.assert_array_equal(array, draws[name])
    results = [ops.convert_to_numpy(chain.apply(ops.convert_to_tensor(images), draws)) for chain in (one, other)]
    assert np.abs(results[0] - results[1]).max() > 1
