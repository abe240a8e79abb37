"""`noise`: adds Gaussian noise to each pixel."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from zoo import Augmenter, DrawContext, Param

if TYPE_CHECKING:
    import numpy as np


def draw(rng: np.random.Generator, context: DrawContext) -> dict[str, np.ndarray]:
    """Draws `seed` (B,), an integer from which each image's own noise follows."""
    return {"seed": rng.integers(0, 2**31, context.batch_size)}


def apply(
    images: Any,
    draws: Mapping[str, Any],
    *,
    std: Annotated[float, Param(ge=0, le=1, unit="of 255", help="standard deviation")] = 0.1,
) -> Any:
    """Returns images + noise, clipped to [0, 255]: float32 (B, H, W, C), each channel with noise of its own.

    Source:
        Lopes et al., "Improving Robustness Without Sacrificing Accuracy with Patch Gaussian Augmentation" (arXiv
        1906.02611), whose baseline is Gaussian noise on the whole image; 0.1 of the range is clearly visible.
    """
    from keras import ops

    shape = images.shape[1:]
    noise = ops.reshape(normal(draws["seed"], math.prod(shape)), (-1, *shape))
    return ops.clip(images + 255 * std * noise, 0.0, 255.0)


def normal(seeds: Any, count: int) -> Any:
    """Returns standard normal numbers, float32 (B, count): a pure function of each seed, whatever stands beside it.

    Keras' random functions take one seed for a whole batch. Hence a hash of seed and position, which is uniform, and
    the Box-Muller transform of two such numbers: an angle and a radius make two normal ones.

    Args:
        seeds: int32 (B,).
    """
    from keras import ops

    pairs = -(-count // 2)
    position = ops.cast(ops.arange(2 * pairs, dtype="int32"), "uint32")  # TensorFlow has no range of uint32
    hashed = scrambled(position + scrambled(ops.expand_dims(ops.cast(seeds, "uint32"), 1)))
    uniform = (ops.cast(ops.right_shift(hashed, 8), "float32") + 0.5) * 2.0**-24  # of 24 bits, as many as float32 has
    radius, angle = ops.sqrt(-2 * ops.log(uniform[:, :pairs])), 2 * math.pi * uniform[:, pairs:]
    return ops.concatenate([radius * ops.cos(angle), radius * ops.sin(angle)], axis=1)[:, :count]


def scrambled(x: Any) -> Any:
    """Returns a hash of each integer, uint32: `lowbias32` of Wellons' hash-prospector (github.com/skeeto)."""
    from keras import ops

    x = (x ^ ops.right_shift(x, 16)) * 0x7FEB352D
    x = (x ^ ops.right_shift(x, 15)) * 0x846CA68B
    return x ^ ops.right_shift(x, 16)


NOISE = Augmenter(
    name="noise",
    summary="adds Gaussian noise to each pixel, of a tenth of the range",
    draws={"seed": ()},
    draw=draw,
    apply=apply,
)
