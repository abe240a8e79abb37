"""`cutmix`: pastes a box of another image of the batch into each one, and mixes their labels by area."""

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
    alpha: Annotated[float, Param(gt=0, help="lambda ~ Beta(alpha, alpha); 1 is uniform")] = 1.0,
    probability: Annotated[float, Param(ge=0, le=1, help="share of the images that get a box")] = 1.0,
) -> dict[str, np.ndarray]:
    """Draws `partner` (B,), a permutation of the batch, `box` (B, 4) in pixels and `lam` (B,), the share left over.

    A box has sqrt(1 - lambda) of each side, a centre that is uniform over the image, and is cut off at its edges;
    `lam` is then the share of pixels that are the image's own. All are each image's own; the authors draw one lambda
    and one box per batch.

    Source:
        Yun et al., "CutMix: Regularization Strategy to Train Strong Classifiers with Localizable Features" (arXiv
        1905.04899): alpha = 1; probability = 0.5 is what the authors' code takes for CIFAR, and 1 for ImageNet.
    """
    import numpy as np

    from zoo_classics.augmenters.boxes import area, around

    (height, width, _), size = context.image_shape, context.batch_size
    partner, ratio = rng.permutation(size), np.sqrt(1 - rng.beta(alpha, alpha, size))
    ratio = np.where(rng.random(size) < probability, ratio, 0.0)
    box = around(rng, (ratio * width).astype(int), (ratio * height).astype(int), context.image_shape)
    return {"partner": partner, "box": box, "lam": 1 - area(box) / (height * width)}


def apply(images: Any, draws: Mapping[str, Any]) -> Any:
    """Returns the images with their partners' pixels inside the boxes, float32 (B, H, W, C)."""
    from keras import ops

    from zoo_classics.augmenters.boxes import mask

    return ops.where(mask(draws["box"], images), ops.take(images, draws["partner"], axis=0), images)


def mix_labels(one_hot: np.ndarray, draws: Mapping[str, np.ndarray]) -> np.ndarray:
    """Returns lam * one_hot + (1 - lam) * their partners', float32 (B, classes)."""
    share = draws["lam"][:, None]
    return share * one_hot + (1 - share) * one_hot[draws["partner"]]


CUTMIX = Augmenter(
    name="cutmix",
    summary="pastes a box of another image of the batch, and mixes the labels by area",
    draws={"partner": (), "box": (4,), "lam": ()},
    draw=draw,
    apply=apply,
    mix_labels=mix_labels,
)
