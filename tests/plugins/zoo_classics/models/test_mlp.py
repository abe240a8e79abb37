"""`mlp` is the article's perceptron."""

from __future__ import annotations

import numpy as np
import pytest

from zoo_classics.models.mlp import MLP


def built(shape=(28, 28, 1), classes=10, **given):
    return MLP.call("build", MLP.resolve(given), shape, classes)


def test_it_has_the_articles_layers_and_parameters():
    net = built()
    assert net.count_params() == 784 * 512 + 512 + 512 * 512 + 512 + 512 * 10 + 10 == 669_706
    names = ["image", "flatten", "hidden1", "dropout1", "hidden2", "dropout2", "logits"]
    assert [layer.name for layer in net.layers] == names
    assert net.get_layer("dropout1").rate == 0.5


def test_it_takes_images_that_are_not_square_and_returns_logits():
    net = built((20, 28, 3), 7)
    assert net.output_shape == (None, 7)
    assert net.layers[-1].activation.__name__ == "linear"
    assert np.isfinite(net(np.ones((2, 20, 28, 3), np.float32))).all()


@pytest.mark.parametrize(("units", "hidden"), [("64", 1), ("64/32/16", 3)])
def test_units_name_the_hidden_layers(units, hidden):
    net = built(units=units, dropout=0.1)
    assert sum(layer.name.startswith("hidden") for layer in net.layers) == hidden
