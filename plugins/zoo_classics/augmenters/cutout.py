"""`cutout`: hides a square somewhere in each image."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from zoo import Augmenter, DrawContext, Param, UsageError

if TYPE_CHECKING:
    import numpy as np


def draw(
    rng: np.random.Generator,
    context: DrawContext,
    *,
    side: Annotated[
        int | None, Param(ge=1, unit="pixels", help="side of the square; none: half the image's, 16 on CIFAR-10")
    ] = None,
) -> dict[str, np.ndarray]:
    """Draws `box` (B, 4) in pixels: left, top, right, bottom, the last two exclusive.

    The square's centre is uniform over the image's pixels, so that parts of it may lie outside; the paper found that
    to matter.

    Raises:
        UsageError: a square larger than the images, which would hide most of them wholly.

    Source:
        DeVries and Taylor, "Improved Regularization of Convolutional Neural Networks with Cutout" (arXiv 1708.04552):
        a side of 16 for CIFAR-10, 8 for CIFAR-100 and 20 for SVHN, all of 32x32 pixels. The default is the first,
        carried over to images of other sizes: half of their smaller side.
    """
    import numpy as np

    from zoo_classics.augmenters.boxes import around

    height, width, _ = context.image_shape
    half = max(1, min(height, width) // 2)
    if side is not None and side > min(height, width):
        raise UsageError(
            f"'cutout': side={side} is larger than the images.",
            cause=f"They are {width} pixels wide and {height} high.",
            hint=f"write cutout:side={half}",
        )
    sides = np.full(context.batch_size, side or half)
    return {"box": around(rng, sides, sides, context.image_shape)}


def apply(
    images: Any,
    draws: Mapping[str, Any],
    *,
    fill: Annotated[Literal["mean", "zero"], Param(help="the image's mean colour, or black")] = "mean",
) -> Any:
    """Returns the images with their squares filled, float32 (B, H, W, C).

    The paper fills with zero after the images were normalised, which is the mean colour of the dataset: the image's
    own mean stands for it here, where pixels are in [0, 255] and zero is black.
    """
    from keras import ops

    from zoo_classics.augmenters.boxes import mask

    value = ops.mean(images, axis=(1, 2), keepdims=True) if fill == "mean" else ops.zeros_like(images[:, :1, :1])
    return ops.where(mask(draws["box"], images), value, images)


CUTOUT = Augmenter(
    name="cutout",
    summary="hides a square somewhere in each image, half as wide as the image",
    draws={"box": (4,)},
    draw=draw,
    apply=apply,
)
