"""The formula of a layer's output size, checked against the sizes that Keras computes."""

from __future__ import annotations

import re

import pytest
from keras import layers

from zoo.training.output_size import window


def seen(layer, *before):
    """Returns what is said of a layer whose input has the shape `before`, batch apart."""
    return window(layer, before, layer.compute_output_shape((None, *before))[1:])


@pytest.mark.parametrize(
    ("layer", "kernel", "stride", "padding", "size"),
    [
        (
            layers.SeparableConv2D(8, 5, strides=2, padding="same"),
            "5x5",
            "2x2",
            "2x1.5",
            "(31-5+2*2)/2+1 = 16, (40-5+2*1.5)/2+1 = 20",
        ),
        (layers.AveragePooling2D(3, 2), "3x3", "2x2", "0x0", "(31-3)/2+1 = 15, floor((40-3)/2)+1 = 19"),
        (layers.MaxPooling2D(2), "2x2", "2x2", "0x0", "floor((31-2)/2)+1 = 15, (40-2)/2+1 = 20"),
        (layers.Conv2DTranspose(4, 2, strides=2), "2x2", "2x2", "0x0", ""),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, layers.Layer) else "",
)
def test_each_side_has_its_formula(layer, kernel, stride, padding, size):
    assert seen(layer, 31, 40, 3) == {"kernel": kernel, "stride": stride, "padding": padding, "size": size}


def test_a_window_with_holes_reaches_further():
    said = seen(layers.DepthwiseConv2D(3, dilation_rate=2), 16, 20, 8)
    assert said["kernel"] == "3x3 by 2"
    assert said["size"] == "(16-5)/1+1 = 12, (20-5)/1+1 = 16"


def test_a_size_that_is_rounded_down():
    assert seen(layers.MaxPooling2D(2), 13, 13, 64)["size"] == "floor((13-2)/2)+1 = 6"


def test_sides_of_one_formula_share_it():
    assert seen(layers.Conv2D(4, 3, padding="same"), 32, 32, 3)["size"] == "(32-3+2*1)/1+1 = 32"


def test_one_dimension_has_one_side():
    assert seen(layers.Conv1D(4, 3), 9, 2)["size"] == "(9-3)/1+1 = 7"


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("kernel", [1, 2, 3, 5])
def test_the_formula_is_true(kernel, stride, padding):
    for side in range(5, 14):
        text = seen(layers.Conv2D(1, kernel, strides=stride, padding=padding), side, side, 1)["size"]
        formula, result = text.split(" = ")
        assert re.fullmatch(r"(floor)?\(.*\)/\d\)?\+1", formula)
        value = eval(formula.replace("floor", "int"))
        assert value == int(result), text


@pytest.mark.parametrize("layer", [layers.Flatten(), layers.GlobalAveragePooling2D(), layers.BatchNormalization()])
def test_layers_without_a_window(layer):
    assert seen(layer, 6, 9, 3) == {}
