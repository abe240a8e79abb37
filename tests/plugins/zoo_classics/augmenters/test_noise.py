"""`noise` is Gaussian, each image's own, and follows from its seed alone."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
from keras import ops
from single import SHAPE, applied, drawn, pictures

from zoo.testing import check_component
from zoo_classics.augmenters.noise import NOISE, normal, scrambled


def numbers(seeds, count):
    return ops.convert_to_numpy(normal(ops.convert_to_tensor(seeds, "int32"), count))


def hashed(x):
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        x = ((x ^ (x >> shift)) * factor) % 2**32
    return x ^ (x >> 16)


def test_the_hash_is_that_of_plain_integers():
    values = [0, 1, 2, 12345, 2**31, 2**32 - 1]
    result = scrambled(ops.convert_to_tensor(np.array(values, np.uint32)))
    assert ops.convert_to_numpy(result).tolist() == [hashed(value) for value in values]


@pytest.mark.parametrize("count", [1, 6, 7])
def test_numbers_are_box_muller_of_hashed_positions(count):
    seed, pairs = 2**31 - 1, (count + 1) // 2
    uniform = [((hashed((i + hashed(seed)) % 2**32) >> 8) + 0.5) / 2**24 for i in range(2 * pairs)]
    radius = [math.sqrt(-2 * math.log(u)) for u in uniform[:pairs]]
    angle = [2 * math.pi * u for u in uniform[pairs:]]
    expected = [r * math.cos(a) for r, a in zip(radius, angle, strict=True)]
    expected += [r * math.sin(a) for r, a in zip(radius, angle, strict=True)]
    np.testing.assert_allclose(numbers([seed], count), [expected[:count]], atol=1e-5)


def test_numbers_are_standard_normal_within_an_image_and_across():
    values = numbers(drawn(NOISE, 400)["seed"], 1000)
    for sample in (values.ravel(), values[:, 0], values[:, 999], values[0]):
        assert scipy.stats.kstest(sample, "norm").pvalue > 0.001
    within, across = np.corrcoef(values[:, :-1].ravel(), values[:, 1:].ravel()), np.corrcoef(values)
    assert abs(within[0, 1]) < 0.01
    assert np.abs(across[~np.eye(400, dtype=bool)]).max() < 0.2
    assert abs(np.corrcoef(values[:, :500].ravel(), values[:, 500:].ravel())[0, 1]) < 0.01


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_pixels_get_noise_of_the_standard_deviation_asked_for_and_are_clipped(channels):
    shape = (*SHAPE[:2], channels)
    images = pictures(3, shape)
    expected = np.clip(images + 51 * numbers([5, 6, 7], math.prod(shape)).reshape(3, *shape), 0, 255)
    np.testing.assert_allclose(applied(NOISE, images, {"seed": [5, 6, 7]}, std=0.2), expected, atol=1e-2)
    assert expected.min() == 0
    assert expected.max() == 255


def test_an_images_noise_does_not_depend_on_what_stands_beside_it():
    images = pictures(3)
    together = applied(NOISE, images, {"seed": [5, 6, 5]})
    np.testing.assert_array_equal(together[1:2], applied(NOISE, images[1:2], {"seed": [6]}))
    np.testing.assert_array_equal(together[2:], applied(NOISE, images[2:], {"seed": [5]}))


def test_seeds_differ_from_image_to_image():
    assert len(set(drawn(NOISE)["seed"])) == 4000


def test_the_contract_without_noise_and_with_much():
    check_component(NOISE, std=1.0)
    np.testing.assert_array_equal(applied(NOISE, pictures(2), {"seed": [1, 2]}, std=0.0), pictures(2))
