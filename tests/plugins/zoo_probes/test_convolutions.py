"""Convolutions of nets of any make: which maps they give, and images that drive their filters."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from zoo.training.networks import wrap
from zoo_probes.convolutions import activation_maps, maximising

SHAPE = (12, 10, 3)
IMAGE = np.random.default_rng(0).integers(0, 256, SHAPE, dtype=np.uint8)


@keras.saving.register_keras_serializable(package="tests")
class Subclassed(keras.Model):
    """Two convolutions that no graph of layers shows."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = layers.Conv2D(2, 3, name="first"), layers.Conv2D(3, 3, name="second")

    def call(self, images: Any) -> Any:
        return keras.ops.mean(self.second(self.first(images)), axis=(1, 2))


def functional(*parts: Any) -> keras.Model:
    keras.utils.set_random_seed(1)
    inputs = keras.Input(SHAPE)
    x = inputs
    for part in parts:
        x = part(x)
    return wrap(keras.Model(inputs, layers.Dense(3)(layers.GlobalAveragePooling2D()(x))), SHAPE, SHAPE)


def nested() -> keras.Model:
    block = keras.Sequential([layers.Conv2D(4, 3, padding="same", activation="relu", name="inside")])
    return functional(layers.Conv2D(4, 1, name="outside"), block)


def names(net: keras.Model) -> list[tuple[str, tuple[int, ...]]]:
    return [(maps.name, maps.maps.shape) for maps in activation_maps(net, IMAGE)]


def test_nested_and_subclassed_models() -> None:
    assert names(nested()) == [("outside", (12, 10, 4)), ("inside", (12, 10, 4))]
    inputs = keras.Input(SHAPE)
    net = wrap(keras.Model(inputs, Subclassed()(inputs)), SHAPE, SHAPE)
    assert names(net) == [("first", (10, 8, 2)), ("second", (8, 6, 3))]


def test_every_kind_of_convolution() -> None:
    net = functional(
        layers.DepthwiseConv2D(3, name="depthwise"),
        layers.SeparableConv2D(5, 3, name="separable"),
        layers.Conv2DTranspose(2, 3, strides=2, name="transposed"),
    )
    assert names(net) == [("depthwise", (10, 8, 3)), ("separable", (8, 6, 5)), ("transposed", (17, 13, 2))]


def test_pooling_and_dense_layers_are_none_nor_is_a_convolution_of_sequences() -> None:
    flat = [layers.MaxPooling2D(2), layers.Reshape((30, 3)), layers.Conv1D(2, 3), layers.Reshape((28, 1, 2))]
    assert names(functional(*flat)) == []


def test_a_layer_that_is_called_twice_has_maps_of_both_calls() -> None:
    shared = layers.Conv2D(3, 3, padding="same", activation="relu", name="shared")
    first, second = activation_maps(functional(shared, shared), IMAGE)
    assert (first.name, second.name) == ("shared", "shared 2")
    assert not np.array_equal(first.maps, second.maps)


def test_maps_are_what_the_layer_gives() -> None:
    net = nested()
    outside, inside = activation_maps(net, IMAGE)
    first = net.inner.layers[1](IMAGE[None] / np.float32(255))
    np.testing.assert_allclose(outside.maps, np.asarray(first)[0], rtol=1e-4, atol=1e-6)
    assert inside.maps.min() == 0
    np.testing.assert_allclose(inside.strength, inside.maps.mean(axis=(0, 1)))


@pytest.mark.parametrize("call", [0, 1])
def test_images_drive_their_filters_more_than_noise_does_and_come_out_again(call: int) -> None:
    net = nested()
    before = [variable.numpy() for variable in net.weights]
    begun, driven, again = (maximising(net, call, [2, 0], SHAPE, steps=steps, seed=3) for steps in (0, 48, 48))
    assert (driven.shape, driven.dtype) == ((2, *SHAPE), np.uint8)
    np.testing.assert_array_equal(driven, again)
    for number, channel in enumerate([2, 0]):
        faint, bright = (activation_maps(net, images[number])[call].strength[channel] for images in (begun, driven))
        assert bright > faint
    assert all(np.array_equal(old, new.numpy()) for old, new in zip(before, net.weights, strict=True))


def test_another_seed_begins_elsewhere() -> None:
    first, other = (maximising(nested(), 1, [0], SHAPE, steps=8, seed=seed) for seed in (0, 1))
    assert not np.array_equal(first, other)


def test_a_filter_that_is_silent_everywhere_is_driven_too_and_the_activation_is_put_back() -> None:
    convolution = layers.Conv2D(1, 1, activation="relu", bias_initializer=keras.initializers.Constant(-100.0))
    net = functional(convolution)
    convolution.set_weights([np.ones((1, 1, 3, 1), np.float32), np.array([-100.0], np.float32)])
    assert activation_maps(net, IMAGE)[0].maps.max() == 0
    assert maximising(net, 0, [0], SHAPE, steps=64, seed=0).mean() > 200
    assert convolution.activation is keras.activations.relu


def test_of_a_layer_that_is_called_twice_each_call_is_driven_by_itself() -> None:
    """The second call sees the first one's output after its activation."""
    shared = layers.Conv2D(3, 1, activation="relu", use_bias=False, name="shared")
    net = functional(shared, shared)
    turned = np.zeros((1, 1, 3, 3), np.float32)
    turned[0, 0] = [[-1, 0, 0], [0, 1, 0], [0, 0, 1]]  # the first channel: -x, and after it 0
    shared.set_weights([turned])
    dark = maximising(net, 0, [0], SHAPE, steps=64, seed=0)[..., 0]
    assert dark.mean() < 60
    untouched, begun = (maximising(net, 1, [0], SHAPE, steps=steps, seed=0)[..., 0] for steps in (64, 0))
    assert untouched.mean() == pytest.approx(begun.mean(), abs=1)


def test_what_passes_no_gradient_leaves_the_noise() -> None:
    net = functional(layers.Lambda(lambda x: keras.ops.cast(keras.ops.argmax(x, axis=-1)[..., None], "float32")))
    inputs = keras.Input(SHAPE)
    whole = layers.Conv2D(2, 3)(net.inner.layers[1](inputs))
    net = wrap(keras.Model(inputs, layers.GlobalAveragePooling2D()(whole)), SHAPE, SHAPE)
    begun, after = (maximising(net, 0, [0], SHAPE, steps=steps, seed=0) for steps in (0, 4))
    np.testing.assert_array_equal(begun, after)


@pytest.mark.parametrize("shape", [(9, 9, 1), (7, 16, 3), (33, 20, 2), (3, 3, 1)], ids=str)
def test_images_of_any_size_and_depth(shape: tuple[int, int, int]) -> None:
    inputs = keras.Input(shape)
    maps = layers.Conv2D(2, 3, padding="same", dtype="mixed_bfloat16")(inputs)
    net = wrap(keras.Model(inputs, layers.GlobalAveragePooling2D(dtype="float32")(maps)), shape, shape)
    assert maximising(net, 0, [1, 0, 1], shape, steps=3, seed=0).shape == (3, *shape)
    assert activation_maps(net, np.zeros(shape, np.uint8))[0].maps.dtype == np.float32


def test_an_activation_that_is_a_layer_is_put_back() -> None:
    activation = layers.PReLU()
    convolution = layers.Conv2D(2, 3, activation=activation)
    net = functional(convolution)
    before = activation_maps(net, IMAGE)[0].maps
    assert maximising(net, 0, [1], SHAPE, steps=2, seed=0).shape == (1, *SHAPE)
    assert convolution.activation is activation
    np.testing.assert_array_equal(activation_maps(net, IMAGE)[0].maps, before)
