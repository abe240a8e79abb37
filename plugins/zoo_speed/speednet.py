"""`speednet`: the network of the CIFAR-10 speedruns, as narrow as few CPU cores want it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from zoo import Model, Param, UsageError

if TYPE_CHECKING:
    import keras
    import numpy as np

PATCH = 2  # the side of the whitened patches, in pixels
WHITENING_EPSILON = 5e-4  # added to the patches' variances, so that faint directions are not blown up


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
    whiten: Annotated[
        bool, Param(help="a first layer that decorrelates 2x2 patches, set by the training images")
    ] = True,
    centre: Annotated[
        bool, Param(help="whiten images of zero mean and unit variance in each channel, and train the bias behind it")
    ] = False,
    pool_first: Annotated[bool, Param(help="pool before normalising and activating, at a quarter of the cost")] = True,
    identity_init: Annotated[bool, Param(help="convolutions begin by passing their inputs on")] = True,
    activation: Annotated[Literal["silu", "gelu", "relu"], Param(help="after each normalisation")] = "silu",
    norm_momentum: Annotated[float, Param(ge=0, lt=1, help="of the averages that batch normalisation keeps")] = 0.6,
    norm_epsilon: Annotated[float, Param(gt=0, help="added to variances where they normalise")] = 1e-3,
    head: Annotated[
        Literal["glorot", "unit"], Param(help="how the last kernel begins; unit: with unit variance, over its width")
    ] = "glorot",
    logit_scale: Annotated[
        float | None, Param(gt=0, help="what the logits are multiplied by; none: 1/9, of head=unit 1/width")
    ] = None,
) -> keras.Model:
    """Builds patch whitening, three blocks of convolutions that pool once each, a last pooling and logits.

    With all of its defaults 498,656 parameters at 32x32x3 and 10 classes, and 33 million multiplications an image. The
    whitening is computed in float32, whatever the precision: it tells neighbours apart that are one in eight bits.

    Args:
        input_shape: (H, W, C) of the images, float32 in [0, 1].
        num_classes: the number of logits.

    Returns:
        An uncompiled model from (B, H, W, C) to logits (B, num_classes).

    Raises:
        UsageError: `widths` does not name three blocks.

    Sources:
        Jordan, "94% on CIFAR-10 in 3.29 Seconds on a Single GPU" (2024, arXiv 2404.00498): the network, its identity
        initialisation, the scale of its logits and the momentum; Page, "How to Train Your ResNet 8: Bag of Tricks"
        (2019): patch whitening, pooling before activation; Ioffe and Szegedy (2015, arXiv 1502.03167): batch
        normalisation; Ramachandran, Zoph and Le (2017, arXiv 1710.05941): SiLU.
    """
    import keras
    from keras import layers

    if len(widths) != 3:
        raise UsageError(
            f"'speednet': widths={'/'.join(map(str, widths))} is not valid; expected three numbers.",
            cause="it has three blocks.",
            hint="write speednet:widths=32/128/128",
        )

    def convolution(x: Any, width: int, name: str, *, pool: bool) -> Any:
        layer = layers.Conv2D(width, 3, padding="same", use_bias=False, name=f"{name}_conv")
        x = layer(x)
        if identity_init:
            layer.kernel.assign(passing_on(layer.kernel.numpy()))
        if pool and pool_first:
            x = layers.MaxPooling2D(2, name=f"{name}_pool")(x)
        normalise = {"momentum": norm_momentum, "epsilon": norm_epsilon, "scale": False}
        x = layers.BatchNormalization(**normalise, name=f"{name}_norm")(x)
        x = layers.Activation(activation, name=f"{name}_{activation}")(x)
        return layers.MaxPooling2D(2, name=f"{name}_pool")(x) if pool and not pool_first else x

    image = keras.Input(input_shape, name="image")
    x = image
    if whiten:
        filters = 2 * PATCH * PATCH * input_shape[2]
        first = layers.Conv2D(filters, PATCH, use_bias=centre, dtype="float32", name="whiten")
        if centre:  # frozen, a batch normalization is a normalization by what `adapt` gives it
            frozen = {"trainable": False, "center": False, "scale": False, "dtype": "float32"}
            x = layers.BatchNormalization(epsilon=1e-6, **frozen, name="centre")(x)
        x = first(x)
        first.kernel.trainable = False
        x = layers.Activation(activation, name=f"whiten_{activation}")(x)
    for block, width in enumerate(widths, start=1):
        for place in range(1, convolutions + 1):
            x = convolution(x, width, f"block{block}_{place}", pool=place == 1)
    x = layers.GlobalMaxPooling2D(name="pool")(x)
    logits = layers.Dense(num_classes, use_bias=False, name="logits")
    x = logits(x)
    if head == "unit":
        kernel = logits.kernel.numpy()
        logits.kernel.assign(kernel / kernel.std())
    scale = logit_scale or (1 / 9 if head == "glorot" else 1 / widths[-1])
    return keras.Model(image, layers.Rescaling(scale, name="scaled_logits")(x), name="speednet")


def passing_on(kernel: np.ndarray) -> np.ndarray:
    """Returns a kernel (h, w, in, out) with its first filters replaced by such as pass the inputs on, one each.

    Not an initializer of its own: a `.keras` file of the model is then read by Keras alone.
    """
    import numpy as np

    height, width, inputs, outputs = kernel.shape
    same = np.arange(min(inputs, outputs))
    kernel[..., same] = 0
    kernel[height // 2, width // 2, same, same] = 1
    return kernel


def adapt(model: keras.Model, images: np.ndarray, rng: np.random.Generator) -> None:
    """Gives the first layer the eigenvectors of the patches' covariance, scaled to unit variance, and their negatives.

    Args:
        images: float32 (N, H, W, C) in [0, 1], a sample of the training images.
    """
    for layer in model.layers:
        if layer.name == "centre":
            layer.moving_mean.assign(images.mean((0, 1, 2)))
            layer.moving_variance.assign(images.var((0, 1, 2)))
            images = layer(images).numpy()
        if layer.name == "whiten":
            layer.kernel.assign(whitening(images))


def whitening(images: np.ndarray) -> np.ndarray:
    """Returns filters, float32 (2, 2, C, 8 C), whose first half decorrelates the images' 2x2 patches."""
    import numpy as np

    channels = images.shape[-1]
    windows = np.lib.stride_tricks.sliding_window_view(images, (PATCH, PATCH), axis=(1, 2))  # (N, H', W', C, 2, 2)
    patches = windows.transpose(0, 1, 2, 4, 5, 3).reshape(-1, PATCH * PATCH * channels)
    variances, vectors = np.linalg.eigh(np.cov(patches, rowvar=False))
    filters = vectors / np.sqrt(variances + WHITENING_EPSILON)
    kernel = np.concatenate([filters, -filters], axis=1)
    return kernel.reshape(PATCH, PATCH, channels, -1).astype(np.float32)


SPEEDNET = Model(
    name="speednet",
    summary="the CIFAR-10 speedruns' network, narrow: batch norm, whitened patches, pooling first",
    build=build,
    adapt=adapt,
    min_size=9,
)
