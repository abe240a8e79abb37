"""`brightness`: makes each image darker or brighter."""

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
    strength: Annotated[float, Param(ge=0, help="pixels times a factor in 1 - strength .. 1 + strength")] = 0.4,
) -> dict[str, np.ndarray]:
    """Draws `factor` (B,), uniform in [max(0, 1 - strength), 1 + strength]: each image's own.

    Source:
        ColorJitter in torchvision, whose `brightness` is `strength` here. 0.4 is what SimCLR takes for CIFAR-10: 0.8
        times a strength of colour distortion of 0.5 (Chen et al., arXiv 2002.05709, appendices A and B.9).
    """
    from zoo_classics.augmenters.colours import factors

    return factors(rng, strength, context.batch_size)


def apply(images: Any, draws: Mapping[str, Any]) -> Any:
    """Returns factor * images, clipped to [0, 255]: float32 (B, H, W, C), of any number of channels."""
    from zoo_classics.augmenters.colours import blend

    return blend(images, 0.0, draws["factor"])


BRIGHTNESS = Augmenter(
    name="brightness",
    summary="makes each image darker or brighter, by up to 40%",
    draws={"factor": ()},
    draw=draw,
    apply=apply,
)
