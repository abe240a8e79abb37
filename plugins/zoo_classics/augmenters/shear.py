"""`shear`: slants each image, its top to one side and its bottom to the other."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from zoo import Augmenter, DrawContext, Param

if TYPE_CHECKING:
    import numpy as np


def draw(
    rng: np.random.Generator,
    context: DrawContext,
    *,
    degrees: Annotated[float, Param(ge=0, lt=90, unit="degrees", help="farthest slant, either way")] = 10.0,
) -> dict[str, np.ndarray]:
    """Draws an angle (B,) in degrees, uniform in +-`degrees`, as ImageDataGenerator does from `shear_range`."""
    return {"angle": rng.uniform(-degrees, degrees, context.batch_size)}


def matrix(draws: Mapping[str, Any]) -> Any:
    """Returns (B, 3, 3): each row moves by sin(angle) of its height, the top to the left for positive angles.

    It is the matrix of Keras' ImageDataGenerator, which stretches the height by 1 / cos(angle) as well; a shear in the
    strict sense keeps the height.
    """
    from keras import ops

    from zoo_classics.augmenters.matrices import affine

    radians = draws["angle"] * (math.pi / 180)
    zero, one = ops.zeros_like(radians), ops.ones_like(radians)
    return affine(one, -ops.sin(radians), zero, zero, ops.cos(radians), zero)


SHEAR = Augmenter(
    name="shear",
    summary="slants the image, up to 10 degrees either way",
    draws={"angle": ()},
    draw=draw,
    matrix=matrix,
)
