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
    side: Annotated[int, Param(ge=1, unit="pixels", help="side of the square")] = 16,
) -> dict[str, np.ndarray]:
    """Draws `box` (B, 4) in pixels: left, top, right, bottom, the last two exclusive.

    The square's centre is uniform over the image's pixels, so that parts of it may lie outside; the paper found that
    to matter.

    Raises:
        UsageError: a square larger than the images.

    Source:
        DeVries and Taylor, "Improved Regularization of Convolutional Neural Networks with Cutout" (arXiv 1708.04552):
        a side of 16 for CIFAR-10, 8 for CIFAR-100 and 20 for SVHN, all of 32x32 pixels.
    """
    import numpy as np

    from zoo_classics.augmenters.boxes import around

    _check(side, context.image_shape)
    sides = np.full(context.batch_size, side)
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


def _check(side: int, image_shape: tuple[int, int, int]) -> None:
    """Refuses what would hide most images wholly, and train on nothing."""
    height, width, _ = image_shape
    if side > min(height, width):
        raise UsageError(
            f"'cutout': side={side} is larger than the images.",
            cause=f"They are {width} pixels wide and {height} high; the paper's square has half their side.",
            hint=f"write cutout:side={max(1, min(height, width) // 2)}",
        )


CUTOUT = Augmenter(
    name="cutout",
    summary="hides a square somewhere in each image, of 16 pixels a side",
    draws={"box": (4,)},
    draw=draw,
    apply=apply,
)
