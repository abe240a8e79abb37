"""`saturation`: makes each image's colours paler or stronger."""

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
        ColorJitter in torchvision, whose `saturation` is `strength` here. 0.4 is what SimCLR takes for CIFAR-10: 0.8
        times a strength of colour distortion of 0.5 (Chen et al., arXiv 2002.05709, appendices A and B.9).
    """
    from zoo_classics.augmenters.colours import factors

    return factors(rng, strength, context.batch_size)


def apply(images: Any, draws: Mapping[str, Any]) -> Any:
    """Blends each pixel with its own grey value: float32 (B, H, W, C), clipped to [0, 255].

    Without the three channels of a colour there is nothing to saturate: such images stay as they are.
    """
    from zoo_classics.augmenters.colours import blend, coloured, grey

    return blend(images, grey(images), draws["factor"]) if coloured(images) else images


SATURATION = Augmenter(
    name="saturation",
    summary="makes colours paler or stronger, by up to 40%; grey images stay as they are",
    draws={"factor": ()},
    draw=draw,
    apply=apply,
)
