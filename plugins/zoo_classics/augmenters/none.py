"""`none`: the images as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from zoo import Augmenter, DrawContext

if TYPE_CHECKING:
    import numpy as np


def draw(rng: np.random.Generator, context: DrawContext) -> dict[str, np.ndarray]:
    """Returns no draws: nothing here is random."""
    return {}


def apply(images: Any, draws: Mapping[str, Any]) -> Any:
    """Returns `images`, untouched."""
    return images


NONE = Augmenter(name="none", summary="no augmentation: the images as they are", draw=draw, apply=apply)
