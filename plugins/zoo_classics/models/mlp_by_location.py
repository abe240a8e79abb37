"""`mlp-by-location`: a perceptron for each place where the ink may lie."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any

from zoo import Model, Param

if TYPE_CHECKING:
    import keras


def build(
    input_shape: tuple[int, int, int],
    num_classes: int,
    *,
    grid: Annotated[int, Param(ge=1, le=16, help="rows and columns of regions; a perceptron for each region")] = 3,
    units: Annotated[tuple[int, ...], Param(ge=1, unit="neurons", help="hidden layers of each perceptron")] = (
        128,
        128,
    ),
    dropout: Annotated[float, Param(ge=0, lt=1, unit="fraction", help="dropped after each hidden layer")] = 0.2,
) -> keras.Model:
    """Builds grid x grid perceptrons, each of which sees the whole image and is asked where the ink's centre lies in
    its own region: 1,064,538 parameters at 28x28x1 and 10 classes.

    All of them compute and one is heard, so only that one learns from an image: a region where no training image has
    its ink keeps the weights it began with, and each learns from its share of the images. They are narrower than the
    article's perceptron, and drop less.

    Args:
        input_shape: (H, W, C) of the images, float32 in [0, 1]; ink is bright, as in MNIST.
        num_classes: the number of logits.

    Returns:
        An uncompiled model from (B, H, W, C) to logits (B, num_classes).

    Sources:
        LearnOpenCV, "Image Classification using Convolutional Neural Networks in Keras" (2017), which names it as the
        way out that perceptrons would need; Jacobs et al., "Adaptive Mixtures of Local Experts" (1991), with the gate
        fixed.
    """
    import keras
    from keras import layers

    from zoo_classics.models.ink import InkRegion

    image = keras.Input(input_shape, name="image")
    region = InkRegion(grid, name="region")(image)
    x = layers.Flatten(name="flatten")(image)
    for number, width in enumerate(units, start=1):
        x = _dense(x, grid**2, width, "relu", f"hidden{number}")
        x = layers.Dropout(dropout, name=f"dropout{number}")(x)
    answers = _dense(x, grid**2, num_classes, None, "answers")
    logits = layers.Dot(axes=1, name="logits")([region, answers])
    return keras.Model(image, logits, name="mlp_by_location")


def _dense(x: Any, experts: int, units: int, activation: str | None, name: str) -> Any:
    """A dense layer for each perceptron: (B, inputs) that they share, or (B, experts, inputs), to (B, experts, units).

    Its kernels (experts, inputs, units) begin as a dense layer's would: Glorot's limit, taken for one perceptron.
    """
    import keras

    limit = math.sqrt(6 / (x.shape[-1] + units))
    layer = keras.layers.EinsumDense(
        "bi,eio->beo" if len(x.shape) == 2 else "bei,eio->beo",
        output_shape=(experts, units),
        bias_axes="eo",
        activation=activation,
        kernel_initializer=keras.initializers.RandomUniform(-limit, limit),
        name=name,
    )
    return layer(x)


MLP_BY_LOCATION = Model(
    name="mlp-by-location",
    summary="a perceptron for each of 3x3 places where the ink's centre may lie",
    build=build,
)
