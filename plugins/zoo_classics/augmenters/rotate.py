"""`rotate`: turns each image about its centre."""

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
    degrees: Annotated[float, Param(ge=0, le=180, unit="degrees", help="farthest turn, either way")] = 10.0,
) -> dict[str, np.ndarray]:
    """Draws an angle (B,) in degrees, uniform in +-`degrees`, as ImageDataGenerator does from `rotation_range`."""
    return {"angle": rng.uniform(-degrees, degrees, context.batch_size)}


def matrix(draws: Mapping[str, Any]) -> Any:
    """Returns (B, 3, 3): positive angles turn the content clockwise. ImageDataGenerator's `theta` turns it the other
    way, which makes no difference to what is drawn, as either way is as likely.
    """
    from keras import ops

    from zoo_classics.augmenters.matrices import affine

    radians = draws["angle"] * (math.pi / 180)
    cosine, sine, zero = ops.cos(radians), ops.sin(radians), ops.zeros_like(radians)
    return affine(cosine, sine, zero, -sine, cosine, zero)


ROTATE = Augmenter(
    name="rotate",
    summary="turns the image about its centre, up to 10 degrees either way",
    draws={"angle": ()},
    draw=draw,
    matrix=matrix,
)
