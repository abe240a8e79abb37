"""Tests of the article's arithmetic, against its own numbers."""

from __future__ import annotations

import keras
import pytest
import shelf

from zoo.errors import UsageError
from zoo.inspection import layer_table
from zoo_classics import zoo_models


def component(name):
    return next(model for model in zoo_models() if model.name == name)


@pytest.fixture(scope="module")
def article():
    cnn6 = component("cnn6")
    return layer_table.report(cnn6, cnn6.resolve({}), (32, 32, 3), 10)


def small(*layers):
    return shelf.model("small", lambda shape, classes: keras.Sequential([keras.Input(shape), *layers]))


def test_first_convolution(article):
    row = article[1]
    assert (row["kernel"], row["stride"], row["padding"]) == ("3x3", "1x1", "1x1")
    assert row["size"] == "(32-3+2*1)/1+1 = 32"
    assert row["neurons"] == "32x32x32 = 32,768"
    assert row["weights"] == "3x3x3x32 = 864"  # the article has 288 here
    assert row["biases"] == 32
    assert row["multiply_adds"] == 32 * 32 * 864


def test_whole_network(article):
    convolutions = [row for row in article if row["type"] == "Conv2D"]
    assert [row["parameters"] for row in convolutions] == [896, 9248, 18496, 36928, 36928, 36928]
    sizes = [int(row["size"].split("= ")[1]) for row in article if row["size"]]
    assert sizes == [32, 30, 15, 15, 13, 6, 6, 4, 2]
    assert article[-1]["layer"] == "total"
    assert article[-1]["parameters"] == 276_138
    assert article[-1]["multiply_adds"] == 21_609_472


def test_text_ends_in_the_total(article):
    text = layer_table.render(article)
    assert "Total: 276,138 parameters, 21,609,472 multiply-adds per image" in text
    assert "(32-3+2*1)/1+1 = 32" in text
    assert "3x3x3x32 = 864" in text


def test_one_table_where_there_is_room(article):
    assert "\n\n" not in layer_table.render(article, width=200).split("\n\nTotal")[0]
    narrow = layer_table.render(article, width=80)
    assert "\n\n" in narrow.split("\n\nTotal")[0]
    assert max(map(len, narrow.splitlines())) <= 80


def test_parameters_of_a_component_count():
    cnn6 = component("cnn6")
    rows = layer_table.report(cnn6, cnn6.resolve({"dense": 100}), (32, 32, 3), 10)
    assert rows[-1]["parameters"] == 276_138 - 412 * (256 + 1 + 10)


def test_images_are_resized_as_in_a_run():
    cnn6 = component("cnn6")
    rows = layer_table.report(cnn6, cnn6.resolve({}), (8, 12, 1), 10)
    assert [row["neurons"] for row in rows[:2]] == ["8x12x1 = 96", "22x33x1 = 726"]


def test_other_layers():
    layers = keras.layers
    model = small(
        layers.SeparableConv2D(8, 5, strides=2, padding="same"),
        layers.BatchNormalization(),
        layers.DepthwiseConv2D(3, dilation_rate=2),
        layers.Conv2DTranspose(4, 2, strides=2),
        layers.AveragePooling2D(3, 2),
        layers.GlobalAveragePooling2D(),
        layers.Dense(7),
    )
    rows = {row["type"]: row for row in layer_table.report(model, {}, (31, 40, 3), 7)}
    assert rows["SeparableConv2D"]["neurons"] == "16x20x8 = 2,560"
    assert rows["DepthwiseConv2D"]["neurons"] == "12x16x8 = 1,536"
    assert rows["SeparableConv2D"]["multiply_adds"] == 16 * 20 * (75 + 24)
    assert rows["BatchNormalization"]["weights"] == "32"
    assert rows["Conv2DTranspose"]["multiply_adds"] == 12 * 16 * 128
    assert rows["Dense"]["weights"] == "4x7 = 28"
    assert rows[""]["parameters"] == sum(row["parameters"] for kind, row in rows.items() if kind)


@pytest.mark.parametrize(
    ("equation", "output", "adds"),
    [("bhwi,io->bhwo", (6, 4, 5), 24 * 15), ("bhwi,hio->bho", (6, 5), 6 * 15), ("...i,io->...o", (5,), 24 * 15)],
)
def test_an_einsum(equation, output, adds):
    model = small(keras.layers.EinsumDense(equation, output_shape=output))
    rows = {row["type"]: row for row in layer_table.report(model, {}, (6, 4, 3), 5)}
    assert rows["EinsumDense"]["multiply_adds"] == adds


def test_layers_of_inner_models_stand_in_their_place():
    inner = keras.Sequential([keras.Input((4, 4, 1)), keras.layers.Flatten(), keras.layers.Dense(5)])
    rows = layer_table.report(small(inner, keras.layers.Dense(2)), {}, (4, 4, 1), 2)
    assert [row["type"] for row in rows] == ["Input", "Flatten", "Dense", "Dense", ""]


def test_images_that_do_not_fit():
    model = small(keras.layers.Conv2D(4, 9))
    with pytest.raises(UsageError, match="model 'small' cannot take images of '4x4x1'"):
        layer_table.report(model, {}, (4, 4, 1), 2)


def test_each_call_of_a_layer_is_a_row_and_its_weights_count_once():
    inputs = keras.Input((4, 4, 2))
    shared = keras.layers.Conv2D(2, 3, padding="same")
    model = keras.Model(inputs, keras.layers.Flatten()(shared(keras.layers.MaxPooling2D(2)(shared(inputs)))))
    rows = layer_table.report(shelf.model("shared", lambda shape, classes: model), {}, (4, 4, 2), 8)
    first, again = (row for row in rows if row["type"] == "Conv2D")
    assert (first["multiply_adds"], again["multiply_adds"]) == (16 * 36, 4 * 36)
    assert (first["parameters"], again["parameters"], again["weights"]) == (38, 0, "as above")
    assert (rows[-1]["parameters"], rows[-1]["multiply_adds"]) == (38, 20 * 36)


class Subclassed(keras.Model):
    """Multiplies by weights of no layer, too."""

    def __init__(self, classes):
        super().__init__()
        self.inner = keras.Sequential([keras.layers.Conv2D(3, 3), keras.layers.Flatten()])
        self.head = self.add_weight(shape=(12, classes), name="head")

    def call(self, images):
        return keras.ops.matmul(self.inner(images), self.head)


def test_a_subclassed_model():
    rows = layer_table.report(shelf.model("own", lambda shape, classes: Subclassed(classes)), {}, (4, 4, 2), 5)
    assert [(row["type"], row["multiply_adds"]) for row in rows[1:]] == [
        ("Conv2D", 4 * 3 * 18),
        ("Flatten", 0),
        ("Subclassed", 60),
        ("", 4 * 3 * 18 + 60),
    ]
    assert rows[-1]["parameters"] == 54 + 3 + 60


class Odd(keras.layers.Layer):
    """Knows a kernel's size, and names no padding."""

    def __init__(self):
        super().__init__()
        self.kernel_size, self.strides, self.conv = (3, 3), (1, 1), keras.layers.Conv2D(3, 3)

    def call(self, images):
        return self.conv(images)


def test_a_layer_of_layers_is_one_row():
    rows = layer_table.report(small(Odd(), keras.layers.Flatten()), {}, (4, 4, 2), 12)
    assert [(row["type"], row["multiply_adds"], row["size"]) for row in rows[1:3]] == [
        ("Odd", 216, ""),
        ("Flatten", 0, ""),
    ]


def test_what_cannot_be_counted_is_said():
    inputs = keras.Input((4, 4, 2))
    places = keras.layers.Reshape((16, 2))(inputs)
    model = keras.Model(inputs, keras.layers.Flatten()(keras.layers.AdditiveAttention()([places, places])))
    rows = layer_table.report(shelf.model("sum", lambda shape, classes: model), {}, (4, 4, 2), 32)
    assert f"at least {16 * 16 * 2} multiply-adds" in layer_table.render(rows)


@pytest.mark.parametrize("name", ["MobileNet", "MobileNetV2", "EfficientNetV2B0"])
def test_networks_of_keras_agree_with_a_count_from_their_kernels(name):
    sizes = {"weights": None, "input_shape": (64, 64, 3), "classes": 10}
    model = getattr(keras.applications, name)(**sizes)
    kinds = (keras.layers.Conv2D, keras.layers.Dense, keras.layers.DepthwiseConv2D)
    expected = 0
    for layer in (layer for layer in model.layers if isinstance(layer, kinds)):
        kernel = layer.get_weights()[0]
        places = 1 if isinstance(layer, keras.layers.Dense) else layer.output.shape[1] * layer.output.shape[2]
        expected += kernel.size * places
    total = layer_table.report(shelf.model("net", lambda shape, classes: model), {}, (64, 64, 3), 10)[-1]
    assert total["multiply_adds"] == expected
    assert total["parameters"] == model.count_params()
    assert not total["at_least"]
