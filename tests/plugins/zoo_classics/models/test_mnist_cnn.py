"""`mnist-cnn` is the network of Keras' MNIST example."""

from __future__ import annotations

import numpy as np
import pytest

from zoo import UsageError
from zoo_classics.models.mnist_cnn import MNIST_CNN


def built(shape=(28, 28, 1), classes=10, **given):
    return MNIST_CNN.call("build", MNIST_CNN.resolve(given), shape, classes)


def test_it_has_the_examples_parameters():
    net = built()
    assert net.count_params() == 1_199_882
    assert [layer.filters for layer in net.layers if hasattr(layer, "filters")] == [32, 64]
    assert [layer.rate for layer in net.layers if "dropout" in layer.name] == [0.25, 0.5]


def test_it_takes_images_that_are_not_square_and_returns_logits():
    net = built((20, 31, 3), 7)
    assert net.output_shape == (None, 7)
    assert net.layers[-1].activation.__name__ == "linear"
    assert np.isfinite(net(np.ones((2, 20, 31, 3), np.float32))).all()


def test_its_smallest_side_is_the_smallest_that_can_be_built():
    side = MNIST_CNN.min_size
    assert built((side, side, 1)).output_shape == (None, 10)
    with pytest.raises(ValueError, match=r"negative|positive|zero"):
        built((side - 1, side - 1, 1))


def test_it_normalises_before_each_relu_if_asked():
    names = [layer.name for layer in built(norm="batch").layers]
    for before in ("conv1", "conv2", "hidden"):
        place = names.index(before)
        assert names[place : place + 3] == [before, f"{before}_norm", f"{before}_relu"]
    assert not any("norm" in layer.name for layer in built().layers)
    assert not built(norm="batch").get_layer("conv1").use_bias


def test_filters_dense_width_and_dropouts_are_parameters():
    net = built(filters="4/8", dense=20, conv_dropout=0, dense_dropout=0.1)
    assert [layer.filters for layer in net.layers if hasattr(layer, "filters")] == [4, 8]
    assert net.get_layer("hidden").units == 20
    assert [layer.rate for layer in net.layers if "dropout" in layer.name] == [0, 0.1]


def test_other_than_two_convolutions_are_refused():
    with pytest.raises(UsageError, match="filters=32"):
        built(filters="32")
