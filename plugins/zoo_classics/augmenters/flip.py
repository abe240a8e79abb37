"""`flip`: mirrors every second image, by chance."""

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
    horizontal: Annotated[bool, Param(help="left becomes right, with probability 1/2")] = True,
    vertical: Annotated[bool, Param(help="top becomes bottom, with probability 1/2")] = False,
) -> dict[str, np.ndarray]:
    """Draws `mirrored` (B, 2), 0 or 1, along x and along y; those along one do not depend on the other."""
    return {"mirrored": rng.integers(0, 2, (context.batch_size, 2)) * [horizontal, vertical]}


def matrix(draws: Mapping[str, Any]) -> Any:
    """Returns (B, 3, 3), integer: x, y or both change sign."""
    from keras import ops

    from zoo_classics.augmenters.matrices import affine

    sign = 1 - 2 * draws["mirrored"]
    zero = ops.zeros_like(sign[:, 0])
    return affine(sign[:, 0], zero, zero, zero, sign[:, 1], zero)


FLIP = Augmenter(
    name="flip",
    summary="mirrors half of the images, left to right unless told otherwise",
    draws={"mirrored": (2,)},
    draw=draw,
    matrix=matrix,
)
