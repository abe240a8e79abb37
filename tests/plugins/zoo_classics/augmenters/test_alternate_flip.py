"""`alternate-flip` mirrors every image in turns, from a pseudo-random half on."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from single import applied, drawn, pictures

from zoo import DrawContext
from zoo.testing import check_component
from zoo_classics.augmenters.alternate_flip import ALTERNATE_FLIP, halves


def test_each_image_alternates_from_epoch_to_epoch():
    epochs = [drawn(ALTERNATE_FLIP, epoch=epoch, seed=epoch)["mirrored"] for epoch in range(5)]
    assert epochs[0].dtype.kind == "i"
    assert set(epochs[0]) == {0, 1}
    for before, after in itertools.pairwise(epochs):
        np.testing.assert_array_equal(before + after, 1)


def test_it_is_the_image_that_decides_not_where_it_stands():
    order = np.random.default_rng(0).permutation(4000)[:50]
    context = DrawContext(indices=order, epoch=3, image_shape=(20, 28, 3), batch_size=50)
    mirrored = ALTERNATE_FLIP.call("draw", {}, np.random.default_rng(9), context)["mirrored"]
    np.testing.assert_array_equal(mirrored, drawn(ALTERNATE_FLIP, epoch=3)["mirrored"][order])


@pytest.mark.parametrize("step", [1, 2, 10, 5000])
def test_a_half_of_any_regular_choice_of_images(step):
    chosen = halves(np.arange(4000) * step)
    assert chosen.mean() == pytest.approx(0.5, abs=0.03)
    assert (chosen[1:] == chosen[:-1]).mean() == pytest.approx(0.5, abs=0.03)


def test_the_half_is_the_same_in_every_run():
    def split_mix(state):
        z = (state + 0x9E3779B97F4A7C15) % 2**64
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) % 2**64
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) % 2**64
        return (z ^ (z >> 31)) >> 63

    # The generator's state before number n is n times the golden ratio: number 0 of SplitMix64 is that of index 0.
    assert halves(np.arange(64)).tolist() == [split_mix(i * 0x9E3779B97F4A7C15 % 2**64) for i in range(64)]


@pytest.mark.parametrize("shape", [(20, 28, 3), (7, 5, 1)])
def test_pixels_are_mirrored_exactly(shape):
    images = pictures(2, shape)
    result = applied(ALTERNATE_FLIP, images, {"mirrored": [0, 1]})
    assert result.dtype == np.uint8
    np.testing.assert_array_equal(result, [images[0], images[1][:, ::-1]])


def test_the_contract_with_another_fill():
    check_component(ALTERNATE_FLIP, fill="wrap")
