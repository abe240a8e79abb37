"""`crop`: pads each image and cuts a window of its own size out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from zoo import Augmenter, DrawContext, Param
from zoo_classics.augmenters.shift import matrix

if TYPE_CHECKING:
    import numpy as np


def draw(
    rng: np.random.Generator,
    context: DrawContext,
    *,
    padding: Annotated[int, Param(ge=0, unit="pixels", help="added on each side before the cut")] = 4,
) -> dict[str, np.ndarray]:
    """Draws the window's offset (B, 2) from the image in whole pixels: x, y, each uniform in +-`padding`.

    Source:
        He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition" (arXiv 1512.03385), section 4.2: 4 pixels
        on each side, on CIFAR-10, and a mirror image half of the time (`crop-flip`). They subtract the mean image
        first, so that their zeros are the mean; those of `fill=constant` here are black. `fill=reflect` and `nearest`
        show no border.
    """
    return {"offset": rng.integers(-padding, padding, (context.batch_size, 2), endpoint=True)}


CROP = Augmenter(
    name="crop",
    summary="pads the image with 4 black pixels and cuts its size out of it",
    draws={"offset": (2,)},
    draw=draw,
    matrix=matrix,
    fill="constant",
)
