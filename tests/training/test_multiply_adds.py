"""Tests of what is counted of Keras' layers, against the arithmetic of each."""

from __future__ import annotations

import keras
import pytest
import shelf

from zoo.inspection import layer_table
from zoo.training.multiply_adds import flops

layers = keras.layers
PLACES = 48  # of an image of 8x6, with four channels


def attention(layer, *, listed=False):
    return lambda places: layer([places, places] if listed else places, *([] if listed else [places]))


FLAT = {
    "LSTM": (layers.LSTM(5), PLACES * 4 * (4 + 5) * 5),
    "GRU": (layers.GRU(5), PLACES * 3 * (4 + 5) * 5),
    "SimpleRNN, unrolled": (layers.SimpleRNN(5, unroll=True), PLACES * (4 + 5) * 5),
    "Bidirectional": (layers.Bidirectional(layers.SimpleRNN(5)), 2 * PLACES * (4 + 5) * 5),
    "RNN": (layers.RNN([layers.GRUCell(5), layers.SimpleRNNCell(2)]), PLACES * (3 * (4 + 5) * 5 + (5 + 2) * 2)),
    "Conv1D": (layers.Conv1D(5, 3, padding="same"), PLACES * 3 * 4 * 5),
    "TimeDistributed": (layers.TimeDistributed(layers.Dense(3)), PLACES * 4 * 3),
    "MultiHeadAttention": (
        attention(layers.MultiHeadAttention(2, 8)),
        4 * PLACES * 4 * 16 + 2 * 2 * PLACES * PLACES * 8,
    ),
    "GroupQueryAttention": (
        attention(layers.GroupQueryAttention(8, 4, 2)),
        PLACES * 4 * (32 + 16 + 16) + 2 * 4 * PLACES * PLACES * 8 + PLACES * 32 * 4,
    ),
    "Attention": (attention(layers.Attention(), listed=True), 2 * PLACES * PLACES * 4),
    "Dot": (attention(layers.Dot(axes=2), listed=True), PLACES * PLACES * 4),
}
IMAGES = {
    "grouped Conv2D": (layers.Conv2D(8, 3, padding="same", groups=2), PLACES * 8 * 9 * 2),
    "DepthwiseConv2D": (layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2), PLACES * 8 * 9),
    "dilated DepthwiseConv2D": (layers.DepthwiseConv2D(3, dilation_rate=2), 4 * 2 * 4 * 9),
    "SeparableConv2D": (layers.SeparableConv2D(5, 3, padding="same"), PLACES * (4 * 9 + 4 * 5)),
    "Conv2DTranspose": (layers.Conv2DTranspose(5, 3, strides=2), PLACES * 9 * 4 * 5),
}
VOLUMES = {
    "Conv3D": (layers.Conv3D(5, 3, padding="same"), PLACES * 27 * 4 * 5),
    "Conv3DTranspose": (layers.Conv3DTranspose(5, 3), PLACES * 27 * 4 * 5),
    "ConvLSTM2D": (layers.ConvLSTM2D(5, 3, padding="same"), PLACES * 4 * 9 * (4 + 5) * 5),
}
CASES = [
    pytest.param(shape, *case, id=name)
    for shape, cases in (((PLACES, 4), FLAT), ((8, 6, 4), IMAGES), ((2, 4, 6, 4), VOLUMES))
    for name, case in cases.items()
]


@pytest.mark.parametrize(("shape", "layer", "expected"), CASES)
def test_a_layers_multiply_adds(shape, layer, expected):
    inputs = keras.Input((8, 6, 4))
    model = keras.Model(inputs, layer(layers.Reshape(shape)(inputs)))
    rows = layer_table.report(shelf.model("one", lambda shape, classes: model), {}, (8, 6, 4), 2)
    assert rows[-1]["multiply_adds"] == expected
    assert rows[-2]["multiply_adds"] == expected
    assert not rows[-1]["at_least"]


def test_flops_are_two_for_each_multiply_add():
    dense = keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.Dropout(0.5), layers.Dense(2)])
    assert flops(dense) == 2 * (4 * 3 + 3 * 2)


def test_flops_that_are_hidden_are_not_known():
    places = keras.Input((16, 2))
    assert flops(keras.Model(places, layers.AdditiveAttention()([places, places]))) is None
