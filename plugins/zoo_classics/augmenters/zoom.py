"""`zoom`: makes each image larger or smaller, its width and its height each by a factor of its own."""

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
    fraction: Annotated[float, Param(ge=0, lt=1, unit="fraction of the size", help="farthest change of scale")] = 0.1,
) -> dict[str, np.ndarray]:
    """Draws factors (B, 2) of x and y, each uniform in [1 - `fraction`, 1 + `fraction`] and on its own.

    So does Keras' ImageDataGenerator from a `zoom_range`, and the proportions change with the size.
    """
    return {"factor": rng.uniform(1 - fraction, 1 + fraction, (context.batch_size, 2))}


def matrix(draws: Mapping[str, Any]) -> Any:
    """Returns (B, 3, 3): factors above 1 show more of the image, smaller, as ImageDataGenerator's `zx` and `zy` do."""
    from keras import ops

    from zoo_classics.augmenters.matrices import affine

    x, y = draws["factor"][:, 0], draws["factor"][:, 1]
    zero = ops.zeros_like(x)
    return affine(x, zero, zero, zero, y, zero)


ZOOM = Augmenter(
    name="zoom",
    summary="makes the image larger or smaller, width and height each by up to a tenth",
    draws={"factor": (2,)},
    draw=draw,
    matrix=matrix,
)
