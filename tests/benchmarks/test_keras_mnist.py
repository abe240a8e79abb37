"""The peers on MNIST are the networks that their authors published."""

from __future__ import annotations

import keras
import pytest

from benchmarks import keras_mnist


@pytest.mark.parametrize(("name", "parameters", "batch"), [("mlp", 669_706, 256), ("cnn", 1_199_882, 128)])
def test_they_are_the_published_networks(name: str, parameters: int, batch: int) -> None:
    model, size = keras_mnist.SCRIPTS[name][0]()
    assert (model.count_params(), size) == (parameters, batch)
    assert model.layers[-1].activation.__name__ == "softmax"


def test_adadelta_has_the_learning_rate_of_its_time() -> None:
    optimizer = keras_mnist.convnet()[0].optimizer
    assert isinstance(optimizer, keras.optimizers.Adadelta)
    assert float(optimizer.learning_rate) == 1.0
