"""`mlp`: the article's multi-layer perceptron."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from zoo import Model, Param

if TYPE_CHECKING:
    import keras


def build(
    input_shape: tuple[int, int, int],
    num_classes: int,
    *,
    units: Annotated[tuple[int, ...], Param(ge=1, unit="neurons", help="width of each hidden layer")] = (512, 512),
    dropout: Annotated[float, Param(ge=0, lt=1, unit="fraction", help="dropped after each hidden layer")] = 0.5,
) -> keras.Model:
    """Builds flatten, then ReLU layers with dropout, then logits: 669,706 parameters at 28x28x1 and 10 classes.

    Args:
        input_shape: (H, W, C) of the images, float32 in [0, 1].
        num_classes: the number of logits.

    Returns:
        An uncompiled model from (B, H, W, C) to logits (B, num_classes).

    Source:
        LearnOpenCV, "Image Classification using Feedforward Neural Network in Keras" (2017).
    """
    import keras

    image = keras.Input(input_shape, name="image")
    x = keras.layers.Flatten(name="flatten")(image)
    for number, width in enumerate(units, start=1):
        x = keras.layers.Dense(width, activation="relu", name=f"hidden{number}")(x)
        x = keras.layers.Dropout(dropout, name=f"dropout{number}")(x)
    logits = keras.layers.Dense(num_classes, name="logits")(x)
    return keras.Model(image, logits, name="mlp")


MLP = Model(name="mlp", summary="the article's perceptron: two hidden layers of 512 ReLU, dropout 0.5", build=build)
