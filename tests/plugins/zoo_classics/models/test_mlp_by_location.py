"""`mlp-by-location` asks the perceptron of the region where the ink's centre lies, and trains that one alone."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from zoo_classics.models.mlp import MLP
from zoo_classics.models.mlp_by_location import MLP_BY_LOCATION


def built(shape=(28, 28, 1), classes=10, **given):
    return MLP_BY_LOCATION.call("build", MLP_BY_LOCATION.resolve(given), shape, classes)


def corner(shape=(9, 12, 1)):
    """An image with ink at the top left, float32 (1, *shape): region 0."""
    image = np.zeros((1, *shape), np.float32)
    image[0, 0, 0] = 1
    return image


def test_it_has_a_perceptron_per_region():
    net = built()
    assert net.count_params() == 9 * (784 * 128 + 128 + 128 * 128 + 128 + 128 * 10 + 10) == 1_064_538
    assert [layer.rate for layer in built().layers if "dropout" in layer.name] == [0.2, 0.2]
    assert built(grid=2, units="32").count_params() == 4 * (784 * 32 + 32 + 32 * 10 + 10)


def test_it_takes_images_that_are_not_square_and_returns_logits():
    net = built((20, 31, 3), 7, grid=2)
    assert net.output_shape == (None, 7)
    logits = keras.ops.convert_to_numpy(net(np.zeros((2, 20, 31, 3), np.float32)))
    assert np.isfinite(logits).all()  # also of images without ink


@pytest.mark.parametrize(("region", "place"), [(0, (0, 0)), (4, (4, 6)), (8, (8, 11))])
def test_its_answer_is_that_of_the_regions_perceptron(region, place):
    shape = (9, 12, 1)
    net, alone = built(shape, 5, units="16/8"), MLP.call("build", MLP.resolve({"units": "16/8"}), shape, 5)
    image = np.zeros((1, *shape), np.float32)
    image[0, *place] = 0.7
    alone.set_weights([weights[region] for weights in net.get_weights()])
    np.testing.assert_allclose(net(image), alone(image), rtol=1e-5, atol=1e-6)


def test_only_the_perceptron_that_answers_learns():
    keras.utils.set_random_seed(0)
    net = built((9, 12, 1), 5, units="16")
    net.compile("sgd", keras.losses.CategoricalCrossentropy(from_logits=True))
    before = net.get_weights()
    net.fit(corner(), np.eye(5, dtype=np.float32)[:1], epochs=1, verbose=0)
    for old, new in zip(before, net.get_weights(), strict=True):
        assert np.any(old[0] != new[0])
        np.testing.assert_array_equal(old[1:], new[1:])


def test_each_perceptron_begins_as_a_dense_layer_would():
    keras.utils.set_random_seed(0)
    kernel = built(grid=2, units="64").get_layer("hidden1").kernel
    values = keras.ops.convert_to_numpy(kernel)
    limit = np.sqrt(6 / (784 + 64))
    assert values.shape == (4, 784, 64)
    assert np.abs(values).max() <= limit
    np.testing.assert_allclose(values.std(axis=(1, 2)), limit / np.sqrt(3), rtol=0.02)
    assert not np.array_equal(values[0], values[1])
