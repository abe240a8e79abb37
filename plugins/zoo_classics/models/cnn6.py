"""`cnn6`: the article's network of six convolutions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from zoo import Model, Param, UsageError

if TYPE_CHECKING:
    import keras


def build(
    input_shape: tuple[int, int, int],
    num_classes: int,
    *,
    filters: Annotated[tuple[int, ...], Param(ge=1, help="filters of the convolutions in each of three blocks")] = (
        32,
        64,
        64,
    ),
    dense: Annotated[int, Param(ge=1, unit="neurons", help="width of the hidden dense layer")] = 512,
    conv_dropout: Annotated[float, Param(ge=0, lt=1, unit="fraction", help="dropped after each block")] = 0.25,
    dense_dropout: Annotated[float, Param(ge=0, lt=1, unit="fraction", help="dropped after the dense layer")] = 0.5,
    norm: Annotated[Literal["none", "batch"], Param(help="what stands between a convolution and its ReLU")] = "none",
) -> keras.Model:
    """Builds three blocks of two 3x3 convolutions, pooling and dropout, then a dense layer and logits.

    276,138 parameters at 32x32x3 and 10 classes; with `norm=batch` 276,458 and 640 averages. Only the first convolution
    of a block pads, so a side below 22 pixels leaves nothing to pool.

    Args:
        input_shape: (H, W, C) of the images, float32 in [0, 1].
        num_classes: the number of logits.

    Returns:
        An uncompiled model from (B, H, W, C) to logits (B, num_classes).

    Raises:
        UsageError: `filters` does not name three blocks.

    Sources:
        LearnOpenCV, "Image Classification using Convolutional Neural Networks in Keras" (2017); Ioffe and Szegedy,
        "Batch Normalization" (2015, arXiv 1502.03167), for `norm=batch`.
    """
    import keras

    if len(filters) != 3:
        typed = "/".join(map(str, filters))
        raise UsageError(
            f"'cnn6': filters={typed} is not valid; expected three numbers.",
            cause="it has three blocks of two convolutions.",
            hint="write cnn6:filters=32/64/64",
        )
    image = keras.Input(input_shape, name="image")
    x = image
    for number, width in enumerate(filters, start=1):
        x = _block(x, width, conv_dropout, norm, f"block{number}")
    x = keras.layers.Flatten(name="flatten")(x)
    x = keras.layers.Dense(dense, activation="relu", name="hidden")(x)
    x = keras.layers.Dropout(dense_dropout, name="hidden_dropout")(x)
    logits = keras.layers.Dense(num_classes, name="logits")(x)
    return keras.Model(image, logits, name="cnn6")


def _block(x: Any, width: int, dropout: float, norm: str, name: str) -> Any:
    from keras import layers

    x = _convolution(x, width, "same", norm, f"{name}_conv1")
    x = _convolution(x, width, "valid", norm, f"{name}_conv2")
    x = layers.MaxPooling2D(2, name=f"{name}_pool")(x)
    return layers.Dropout(dropout, name=f"{name}_dropout")(x)


def _convolution(x: Any, width: int, padding: str, norm: str, name: str) -> Any:
    from keras import layers

    if norm == "none":
        return layers.Conv2D(width, 3, padding=padding, activation="relu", name=name)(x)
    x = layers.Conv2D(width, 3, padding=padding, use_bias=False, name=name)(x)  # the normalisation has its own
    x = layers.BatchNormalization(momentum=0.9, name=f"{name}_norm")(x)
    return layers.ReLU(name=f"{name}_relu")(x)


CNN6 = Model(name="cnn6", summary="the article's six convolutions in three blocks", build=build, min_size=22)
