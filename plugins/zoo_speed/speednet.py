"""`speednet`: the network of the CIFAR-10 speedruns, as narrow as few CPU cores want it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from zoo import Model, Param, UsageError

if TYPE_CHECKING:
    import keras
    import numpy as np

PATCH = 2  # the side of the whitened patches, in pixels


def build(
    input_shape: tuple[int, int, int],
    num_classes: int,
    *,
    widths: Annotated[tuple[int, ...], Param(ge=1, help="filters of the convolutions in each of three blocks")] = (
        32,
        128,
        128,
    ),
    convolutions: Annotated[int, Param(ge=1, le=4, help="3x3 convolutions in each block")] = 2,
    whiten: Annotated[bool, Param(help="a first layer that decorrelates 2x2 patches, set by `adapt`")] = True,
    pool_first: Annotated[bool, Param(help="pool before normalising and activating, at a quarter of the cost")] = True,
    identity_init: Annotated[bool, Param(help="convolutions begin by passing their inputs on")] = True,
    activation: Annotated[Literal["gelu", "gelu-tanh", "silu", "relu"], Param(help="between the convolutions")] = "gelu",
    norm_momentum: Annotated[float, Param(ge=0, lt=1, help="of the averages that batch normalisation keeps")] = 0.6,
    logit_scale: Annotated[float, Param(gt=0, help="what the logits are multiplied by")] = 1 / 9,
) -> keras.Model:
    """Builds patch whitening, three blocks of convolutions that pool once, a last pooling and logits.

    Args:
        input_shape: (H, W, C) of the images, float32 in [0, 1].
        num_classes: the number of logits.

    Returns:
        An uncompiled model from (B, H, W, C) to logits (B, num_classes).

    Raises:
        UsageError: `widths` does not name three blocks.

    Sources:
        Jordan, "94% on CIFAR-10 in 3.29 Seconds on a Single GPU" (2024, arXiv 2404.00498): the network, its identity
        initialisation, scaling and momentum; Page, "How to Train Your ResNet 8: Bag of Tricks" (2019): whitening,
        pooling before activation; Ioffe and Szegedy (2015, arXiv 1502.03167): batch normalisation; Hendrycks and Gimpel
        (2016, arXiv 1606.08415): GELU.
    """
    import keras
    from keras import layers

    if len(widths) != 3:
        raise UsageError(
            f"'speednet': widths={'/'.join(map(str, widths))} is not valid; expected three numbers.",
            cause="it has three blocks.",
            hint="write speednet:widths=32/128/128",
        )
    image = keras.Input(input_shape, name="image")
    x = image
    if whiten:
        filters = 2 * PATCH * PATCH * input_shape[2]
        x = layers.Conv2D(filters, PATCH, use_bias=False, trainable=False, name="whiten")(x)
        x = _activated(x, activation, "whiten_activation")
    for number, width in enumerate(widths, start=1):
        for place in range(1, convolutions + 1):
            initializer = _identity if identity_init else "glorot_uniform"
            name = f"block{number}_{place}"
            x = layers.Conv2D(width, 3, padding="same", use_bias=False, kernel_initializer=initializer, name=f"{name}_conv")(x)
            if place == 1 and pool_first:
                x = layers.MaxPooling2D(2, name=f"{name}_pool")(x)
            x = layers.BatchNormalization(momentum=norm_momentum, scale=False, name=f"{name}_norm")(x)
            x = _activated(x, activation, f"{name}_activation")
            if place == 1 and not pool_first:
                x = layers.MaxPooling2D(2, name=f"{name}_pool")(x)
    x = layers.GlobalMaxPooling2D(name="pool")(x)
    x = layers.Dense(num_classes, use_bias=False, name="logits")(x)
    logits = layers.Rescaling(logit_scale, name="scaled_logits")(x)
    return keras.Model(image, logits, name="speednet")


def _activated(x: Any, activation: str, name: str) -> Any:
    import keras

    if activation == "gelu-tanh":
        return keras.layers.Activation(lambda t: keras.activations.gelu(t, approximate=True), name=name)(x)
    return keras.layers.Activation(activation, name=name)(x)


def _identity(shape: tuple[int, ...], dtype: Any = None) -> Any:
    """Returns a kernel (h, w, in, out) whose first filters pass the inputs on, one each; the others are random."""
    import numpy as np
    import keras

    height, width, inputs, outputs = shape
    kernel = np.array(keras.initializers.GlorotUniform()(shape))
    same = min(inputs, outputs)
    kernel[..., :same] = 0
    kernel[height // 2, width // 2, np.arange(same), np.arange(same)] = 1
    return kernel


def adapt(model: keras.Model, images: np.ndarray, rng: np.random.Generator) -> None:
    """Sets the first layer to the eigenvectors of the training images' patches, scaled to unit variance, and their
    negatives. `images`: float32 (N, H, W, C) in [0, 1]."""
    import numpy as np

    if not any(layer.name == "whiten" for layer in model.layers):
        return
    windows = np.lib.stride_tricks.sliding_window_view(images, (PATCH, PATCH), axis=(1, 2))  # N, H', W', C, h, w
    patches = windows.transpose(0, 1, 2, 4, 5, 3).reshape(-1, PATCH * PATCH * images.shape[-1])
    values, vectors = np.linalg.eigh(np.cov(patches, rowvar=False))
    filters = vectors / np.sqrt(values + 5e-4)
    kernel = np.concatenate([filters, -filters], axis=1).reshape(PATCH, PATCH, images.shape[-1], -1)
    model.get_layer("whiten").kernel.assign(kernel.astype(np.float32))


SPEEDNET = Model(name="speednet", summary="the CIFAR-10 speedruns' network", build=build, adapt=adapt, min_size=8)
