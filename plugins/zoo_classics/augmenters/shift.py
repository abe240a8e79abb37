"""`shift`: moves each image sideways and up or down."""

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
    fraction: Annotated[float, Param(gt=0, le=1, unit="fraction of the side", help="farthest displacement")] = 0.1,
    width: Annotated[
        float | None, Param(ge=0, le=1, unit="fraction of the width", help="farthest sideways, instead of `fraction`")
    ] = None,
    height: Annotated[
        float | None, Param(ge=0, le=1, unit="fraction of the height", help="farthest up or down, likewise")
    ] = None,
    subpixel: Annotated[bool, Param(help="any displacement up to the farthest, instead of whole pixels")] = False,
) -> dict[str, np.ndarray]:
    """Draws an offset (B, 2) in pixels: x, y.

    Whole pixels go up to `fraction` of each side, and up to one pixel at least, unless the fraction is 0. Sub-pixel
    offsets are uniform, as Keras' ImageDataGenerator draws them from `width_shift_range` and `height_shift_range`.
    """
    rows, columns, _ = context.image_shape
    reaches = [(fraction if width is None else width, columns), (fraction if height is None else height, rows)]
    size = (context.batch_size, 2)
    if subpixel:
        farthest = [reach * side for reach, side in reaches]
        return {"offset": rng.uniform([-reach for reach in farthest], farthest, size)}
    pixels = [_whole(reach, side) for reach, side in reaches]
    return {"offset": rng.integers([-reach for reach in pixels], pixels, size, endpoint=True)}


def matrix(draws: Mapping[str, Any]) -> Any:
    """Returns (B, 3, 3): the output's (x, y) shows the input's (x, y) + offset."""
    from keras import ops

    from zoo_classics.augmenters.matrices import affine

    x, y = draws["offset"][:, 0], draws["offset"][:, 1]
    zero, one = ops.zeros_like(x), ops.ones_like(x)
    return affine(one, zero, x, zero, one, y)


def _whole(fraction: float, side: int) -> int:
    """Returns the whole pixels in a fraction of a side, at least one where there is a fraction.

    0.29 of 100 are 29, though 0.29 * 100 is less.
    """
    return max(1, int(fraction * side + 1e-9)) if fraction else 0


SHIFT = Augmenter(
    name="shift",
    summary="moves the image sideways and up or down, by whole pixels unless subpixel",
    draws={"offset": (2,)},
    draw=draw,
    matrix=matrix,
)
