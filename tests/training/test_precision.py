"""Models that compute in bfloat16: weights and logits are float32, whatever their builder does."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import shelf

from zoo.training import networks, precision

SHAPE, CLASSES = (6, 9, 1), 3


def functional(input_shape, num_classes):
    image = keras.Input(input_shape)
    x = keras.layers.Conv2D(2, 3, name="conv")(image)
    x = keras.layers.Flatten()(x)
    return keras.Model(image, keras.layers.Rescaling(2.0)(keras.layers.Dense(num_classes, name="head")(x)))


def sequential(input_shape, num_classes):
    """Returns one that is not built yet."""
    layers = keras.layers
    return keras.Sequential(
        [layers.Conv2D(2, 3, name="conv"), layers.Flatten(), layers.Dense(num_classes, name="head")]
    )


class Own(keras.Model):
    def __init__(self, classes):
        super().__init__()
        self.conv, self.flat, self.head = (
            keras.layers.Conv2D(2, 3, name="conv"),
            keras.layers.Flatten(),
            keras.layers.Dense(classes),
        )

    def call(self, x):
        return self.head(self.flat(self.conv(x)))


def subclassed(input_shape, num_classes):
    return Own(num_classes)


def built(build, **given):
    component = shelf.model("some", build)
    model = precision.build_in_bfloat16(component, component.resolve(given), SHAPE, CLASSES, 0)
    return networks.wrap(model, SHAPE, SHAPE, to_float32=True)


@pytest.mark.parametrize("build", [functional, sequential, subclassed])
def test_layers_round_and_weights_and_logits_do_not(build, rng):
    net = built(build)
    conv = net.inner.get_layer("conv")
    assert (conv.compute_dtype, keras.config.dtype_policy().name) == ("bfloat16", "float32")
    assert {variable.dtype for variable in net.trainable_variables} == {"float32"}
    logits = net(rng.integers(0, 256, (2, *SHAPE)).astype("float32"))
    assert (net.output.dtype, logits.dtype) == ("float32", "float32")


@pytest.mark.parametrize("build", [functional, sequential])
def test_the_head_is_not_rounded(build, rng):
    net = built(build)
    assert net.inner.get_layer("head").compute_dtype == "float32"
    logits = np.array(net(rng.integers(0, 256, (64, *SHAPE)).astype("float32")))
    assert (logits.view(np.uint32) & 0xFFFF).any(), "each logit has the eight bits of bfloat16"


def test_a_builder_that_fails_leaves_the_policy_as_it_was():
    def fails(input_shape, num_classes):
        raise RuntimeError("odd")

    with pytest.raises(RuntimeError, match="odd"):
        built(fails)
    assert keras.config.dtype_policy().name == "float32"


def test_it_is_the_same_net_when_keras_alone_has_read_it(tmp_path, rng):
    inner, file = built(functional).inner, tmp_path / "net.keras"
    inner.save(file)
    images = rng.random((8, *SHAPE), dtype=np.float32)
    np.testing.assert_array_equal(keras.models.load_model(file)(images), inner(images))
