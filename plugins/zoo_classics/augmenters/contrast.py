"""`contrast`: brings each image nearer to its mean grey, or farther from it."""

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
    strength: Annotated[float, Param(ge=0, help="distance from grey times 1 - strength .. 1 + strength")] = 0.4,
) -> dict[str, np.ndarray]:
    """Draws `factor` (B,), uniform in [max(0, 1 - strength), 1 + strength]: each image's own.

    Source:
        ColorJitter in torchvision, whose `contrast` is `strength` here. 0.4 is what SimCLR takes for CIFAR-10: 0.8
        times a strength of colour distortion of 0.5 (Chen et al., arXiv 2002.05709, appendices A and B.9).
    """
    from zoo_classics.augmenters.colours import factors

    return factors(rng, strength, context.batch_size)


def apply(images: Any, draws: Mapping[str, Any]) -> Any:
    """Blends each image with the mean of its grey values: float32 (B, H, W, C), clipped to [0, 255]."""
    from keras import ops

    from zoo_classics.augmenters.colours import blend, grey

    return blend(images, ops.mean(grey(images), axis=(1, 2, 3), keepdims=True), draws["factor"])


CONTRAST = Augmenter(
    name="contrast",
    summary="lowers or raises the contrast of each image, by up to 40%",
    draws={"factor": ()},
    draw=draw,
    apply=apply,
)
