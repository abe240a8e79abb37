"""`hue`: turns each image's colours round the colour circle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from zoo import Augmenter, DrawContext, Param

if TYPE_CHECKING:
    import numpy as np


def draw(
    rng: np.random.Generator,
    context: DrawContext,
    *,
    strength: Annotated[float, Param(ge=0, le=0.5, unit="turns", help="farthest turn of the hue, either way")] = 0.1,
) -> dict[str, np.ndarray]:
    """Draws `turn` (B,), uniform in +-`strength`: each image's own, where 1 is once round the colour circle.

    Source:
        ColorJitter in torchvision, whose `hue` is `strength` here. 0.1 is what SimCLR takes for CIFAR-10: 0.2 times a
        strength of colour distortion of 0.5 (Chen et al., arXiv 2002.05709, appendices A and B.9).
    """
    return {"turn": rng.uniform(-strength, strength, context.batch_size)}


def apply(images: Any, draws: Mapping[str, Any]) -> Any:
    """Adds `turn` to the hue of each pixel's hue, saturation and value: float32 (B, H, W, C) in [0, 255].

    Without the three channels of a colour there is no hue: such images stay as they are.
    """
    from keras import ops

    from zoo_classics.augmenters.colours import coloured

    if not coloured(images):
        return images
    hsv = ops.image.rgb_to_hsv(images / 255, data_format="channels_last")
    turned = ops.mod(hsv[..., :1] + ops.reshape(draws["turn"], (-1, 1, 1, 1)), 1.0)
    return 255 * ops.image.hsv_to_rgb(ops.concatenate([turned, hsv[..., 1:]], axis=-1), data_format="channels_last")


HUE = Augmenter(
    name="hue",
    summary="turns colours by up to a tenth of the colour circle; grey images stay as they are",
    draws={"turn": ()},
    draw=draw,
    apply=apply,
)
