"""`hub-resnet`: a ResNet of KerasHub, from scratch or from a preset that is on this machine."""

from pathlib import Path
from typing import Annotated, Literal

import zoo

BLOCKS = {18: [2, 2, 2, 2], 34: [3, 4, 6, 3], 50: [3, 4, 6, 3]}


def build(
    input_shape,
    num_classes,
    *,
    depth: Literal[18, 34, 50] = 18,
    preset: Annotated[
        Path | None, zoo.Param(help="a folder that keras_hub's save_to_preset wrote; its depth wins")
    ] = None,
):
    """Builds a KerasHub backbone on images in [0, 1], pooled, with a new head of logits.

    Source: He et al., "Deep Residual Learning for Image Recognition" (2015, arXiv 1512.03385).
    """
    import keras
    from keras_hub.models import Backbone, ResNetBackbone

    if preset is not None:
        backbone = Backbone.from_preset(str(preset))
    else:
        backbone = ResNetBackbone(
            input_conv_filters=[64],
            input_conv_kernel_sizes=[7],
            stackwise_num_filters=[64, 128, 256, 512],
            stackwise_num_blocks=BLOCKS[depth],
            stackwise_num_strides=[1, 2, 2, 2],
            block_type="basic_block" if depth < 50 else "bottleneck_block",
            image_shape=input_shape,
        )
    image = keras.Input(input_shape, name="image")
    x = keras.layers.GlobalAveragePooling2D(name="pool")(backbone(image))
    return keras.Model(image, keras.layers.Dense(num_classes, name="logits")(x), name="hub_resnet")


HUB_RESNET = zoo.Model(
    name="hub-resnet", summary="a ResNet of KerasHub, with a head of its own", build=build, min_size=32, channels=3
)
