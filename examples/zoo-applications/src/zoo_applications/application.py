"""`application`: any architecture of `keras.applications`, from scratch or from weights that are on this machine."""

from pathlib import Path
from typing import Annotated, Literal

import zoo

Architecture = Literal[
    "ConvNeXtTiny", "ConvNeXtSmall", "ConvNeXtBase", "ConvNeXtLarge", "ConvNeXtXLarge",
    "DenseNet121", "DenseNet169", "DenseNet201",
    "EfficientNetB0", "EfficientNetB1", "EfficientNetB2", "EfficientNetB3", "EfficientNetB4", "EfficientNetB5",
    "EfficientNetB6", "EfficientNetB7",
    "EfficientNetV2B0", "EfficientNetV2B1", "EfficientNetV2B2", "EfficientNetV2B3", "EfficientNetV2S",
    "EfficientNetV2M", "EfficientNetV2L",
    "InceptionResNetV2", "InceptionV3",
    "MobileNet", "MobileNetV2", "MobileNetV3Small", "MobileNetV3Large",
    "NASNetMobile", "NASNetLarge",
    "ResNet50", "ResNet101", "ResNet152", "ResNet50V2", "ResNet101V2", "ResNet152V2",
    "VGG16", "VGG19", "Xception",
]  # fmt: skip
"""Written down, so that the zoo knows them without importing Keras."""

TORCH = {"mean": [0.485, 0.456, 0.406], "variance": [0.229**2, 0.224**2, 0.225**2]}
CAFFE = {"mean": [103.939, 116.779, 123.68], "variance": [1.0, 1.0, 1.0]}  # of blue, green and red in [0, 255]


def build(
    input_shape,
    num_classes,
    *,
    architecture: Architecture = "MobileNetV3Small",
    weights: Annotated[
        Path | None, zoo.Param(help="a .h5 file without a top, as Keras keeps in ~/.keras/models")
    ] = None,
    dropout: Annotated[float, zoo.Param(ge=0, lt=1)] = 0.2,
):
    """Builds the architecture on images in [0, 1] of at least 75 pixels, pooled, with a new head of logits.

    Raises:
        UsageError: `weights` is no file of this architecture's.
    """
    import keras

    image = keras.Input(input_shape, name="image")
    backbone = getattr(keras.applications, architecture)(
        include_top=False, weights=None, input_shape=input_shape, pooling="avg"
    )
    if weights is not None:
        load(backbone, architecture, weights)
    x = backbone(scaled(image, architecture))
    x = keras.layers.Dropout(dropout, name="dropout")(x)
    return keras.Model(image, keras.layers.Dense(num_classes, name="logits")(x), name=architecture.lower())


def scaled(image, architecture):
    """Returns images in [0, 1] as the published weights expect them; the way is the architecture's.

    Source: `preprocess_input` of each architecture in keras.applications, written in layers, which can be saved.
    """
    from keras import layers

    if architecture.startswith(("ConvNeXt", "EfficientNet", "MobileNetV3")):  # they normalise pixels themselves
        return layers.Rescaling(255.0, name="pixels")(image)
    if architecture.startswith("DenseNet"):
        return layers.Normalization(**TORCH, name="imagenet")(image)
    if architecture.startswith(("ResNet", "VGG")) and not architecture.endswith("V2"):
        x = layers.Rescaling(255.0, name="pixels")(image)
        return layers.Normalization(**CAFFE, name="imagenet")(x[..., ::-1])
    return layers.Rescaling(2.0, offset=-1.0, name="centred")(image)


def load(backbone, architecture, weights):
    """Gives a backbone published weights, or says what is wrong with the file."""
    try:
        backbone.load_weights(weights)
    except (OSError, ValueError) as error:
        raise zoo.UsageError(
            f"'application': {weights} has no weights of {architecture} without its top.",
            cause=str(error).strip().splitlines()[0],
            hint=f"""python -c "import keras; keras.applications.{architecture}(include_top=False)" downloads them""",
        ) from error


APPLICATION = zoo.Model(
    name="application",
    summary="any architecture of keras.applications, with a head of its own",
    build=build,
    min_size=75,
    channels=3,
)
