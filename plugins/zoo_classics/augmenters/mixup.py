"""`mixup`: blends each image, and its label, with another one of the batch."""

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
    alpha: Annotated[float, Param(gt=0, help="lambda ~ Beta(alpha, alpha): near 0 hardly mixes, 1 is uniform")] = 0.2,
) -> dict[str, np.ndarray]:
    """Draws `partner` (B,), a permutation of the batch, and `lam` (B,) in [0, 1], each image's own share.

    Source:
        Zhang, Cisse, Dauphin and Lopez-Paz, "mixup: Beyond Empirical Risk Minimization" (arXiv 1710.09412):
        alpha = 0.2 is theirs for ImageNet, 1 for CIFAR-10. They draw one lambda per batch; one per image varies more,
        at no cost.
    """
    size = context.batch_size
    return {"partner": rng.permutation(size), "lam": rng.beta(alpha, alpha, size)}


def apply(images: Any, draws: Mapping[str, Any]) -> Any:
    """Returns lam * images + (1 - lam) * their partners, float32 (B, H, W, C)."""
    from keras import ops

    share = ops.reshape(draws["lam"], (-1, 1, 1, 1))
    return share * images + (1 - share) * ops.take(images, draws["partner"], axis=0)


def mix_labels(one_hot: np.ndarray, draws: Mapping[str, np.ndarray]) -> np.ndarray:
    """Returns lam * one_hot + (1 - lam) * their partners', float32 (B, classes)."""
    share = draws["lam"][:, None]
    return share * one_hot + (1 - share) * one_hot[draws["partner"]]


MIXUP = Augmenter(
    name="mixup",
    summary="blends each image and its label with another one of the batch",
    draws={"partner": (), "lam": ()},
    draw=draw,
    apply=apply,
    mix_labels=mix_labels,
)
