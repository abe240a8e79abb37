"""`mnist-cnn`: the two convolutions of Keras' MNIST example."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from zoo import Model, Param, UsageError

if TYPE_CHECKING:
    import keras


def build(
    input_shape: tuple[int, int, int],
    num_classes: int,
    *,
    filters: Annotated[tuple[int, ...], Param(ge=1, help="filters of the two convolutions")] = (32, 64),
    dense: Annotated[int, Param(ge=1, unit="neurons", help="width of the hidden dense layer")] = 128,
    conv_dropout: Annotated[float, Param(ge=0, lt=1, unit="fraction", help="dropped after pooling")] = 0.25,
    dense_dropout: Annotated[float, Param(ge=0, lt=1, unit="fraction", help="dropped after the dense layer")] = 0.5,
    norm: Annotated[Literal["none", "batch"], Param(help="normalisation before each ReLU")] = "none",
) -> keras.Model:
    """Builds two 3x3 convolutions, one pooling, a dense layer and logits.

    1,199,882 parameters at 28x28x1 and 10 classes. No convolution pads, so a side below 6 leaves nothing to pool.

    Args:
        input_shape: (H, W, C) of the images, float32 in [0, 1].
        num_classes: the number of logits.

    Returns:
        An uncompiled model from (B, H, W, C) to logits (B, num_classes).

    Raises:
        UsageError: `filters` does not name two convolutions.

    Sources:
        Chollet et al., Keras 2, examples/mnist_cnn.py: "Gets to 99.25% test accuracy after 12 epochs"; Ioffe and
        Szegedy, "Batch Normalization" (2015), for `norm=batch`, which is not in the example.
    """
    import keras
    from keras import layers

    _check(filters)
    image = keras.Input(input_shape, name="image")
    x = image
    for number, width in enumerate(filters, start=1):
        x = _activated(layers.Conv2D(width, 3, use_bias=norm == "none", name=f"conv{number}")(x), norm, f"conv{number}")
    x = layers.MaxPooling2D(2, name="pool")(x)
    x = layers.Dropout(conv_dropout, name="pool_dropout")(x)
    x = layers.Flatten(name="flatten")(x)
    x = _activated(layers.Dense(dense, use_bias=norm == "none", name="hidden")(x), norm, "hidden")
    x = layers.Dropout(dense_dropout, name="hidden_dropout")(x)
    logits = layers.Dense(num_classes, name="logits")(x)
    return keras.Model(image, logits, name="mnist_cnn")


def _check(filters: tuple[int, ...]) -> None:
    if len(filters) != 2:
        typed = "/".join(map(str, filters))
        raise UsageError(
            f"'mnist-cnn': filters={typed} is not valid; expected two numbers.",
            cause="it has two convolutions.",
            hint="write mnist-cnn:filters=32/64",
        )


def _activated(x: Any, norm: str, name: str) -> Any:
    """Normalises where asked, then ReLU. Batch normalisation shifts, so that the layer before it needs no bias."""
    from keras import layers

    if norm == "batch":
        x = layers.BatchNormalization(name=f"{name}_norm")(x)
    return layers.ReLU(name=f"{name}_relu")(x)


MNIST_CNN = Model(
    name="mnist-cnn",
    summary="the two convolutions of Keras' MNIST example, 99.25% after 12 epochs there",
    build=build,
    min_size=6,
)
