"""`cnn6` is the article's network of six convolutions."""

from __future__ import annotations

import numpy as np
import pytest

from zoo import UsageError
from zoo_classics.models.cnn6 import CNN6


def built(shape=(32, 32, 3), classes=10, **given):
    return CNN6.call("build", CNN6.resolve(given), shape, classes)


def test_it_has_the_articles_parameters():
    net = built()
    assert net.count_params() == 276_138
    assert sum("conv" in layer.name for layer in net.layers) == 6
    assert [layer.rate for layer in net.layers if "dropout" in layer.name] == [0.25, 0.25, 0.25, 0.5]


def test_it_takes_images_that_are_not_square_and_returns_logits():
    net = built((22, 30, 1), 7)
    assert net.output_shape == (None, 7)
    assert net.layers[-1].activation.__name__ == "linear"
    assert np.isfinite(net(np.ones((2, 22, 30, 1), np.float32))).all()


def test_its_smallest_side_is_the_smallest_that_can_be_built():
    side = CNN6.min_size
    assert side == 22
    assert built((side, side, 1)).output_shape == (None, 10)
    with pytest.raises(ValueError, match=r"negative|positive|zero"):
        built((side - 1, side - 1, 1))


def test_filters_dense_width_and_dropouts_are_parameters():
    net = built(filters="8/16/24", dense=40, conv_dropout=0, dense_dropout=0.1)
    assert [layer.filters for layer in net.layers if "conv" in layer.name] == [8, 8, 16, 16, 24, 24]
    assert net.get_layer("hidden").units == 40
    assert net.get_layer("hidden_dropout").rate == 0.1


def test_other_than_three_blocks_are_refused():
    with pytest.raises(UsageError, match="filters=32/64"):
        built(filters="32/64")


def test_batch_normalisation_stands_between_each_convolution_and_its_relu():
    net = built(norm="batch")
    names = [layer.name for layer in net.layers if layer.name.startswith("block1")]
    assert names[:3] == ["block1_conv1", "block1_conv1_norm", "block1_conv1_relu"]
    assert sum("norm" in layer.name for layer in net.layers) == 6
    trainable = sum(variable.numpy().size for variable in net.trainable_variables)
    assert (trainable, net.count_params() - trainable) == (276_138 + 320, 640)
