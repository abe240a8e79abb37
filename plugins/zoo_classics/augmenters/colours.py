"""What brightness, contrast and saturation share: each is a blend of the image with a duller one, by a drawn factor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

LUMA = (0.299, 0.587, 0.114)
"""The weights of red, green and blue in a grey value (ITU-R BT.601)."""


def factors(rng: np.random.Generator, strength: float, size: int) -> dict[str, np.ndarray]:
    """Draws `factor` (B,), uniform in [max(0, 1 - strength), 1 + strength], as torchvision's ColorJitter does."""
    return {"factor": rng.uniform(max(0.0, 1 - strength), 1 + strength, size)}


def blend(images: Any, other: Any, factor: Any) -> Any:
    """Returns factor * images + (1 - factor) * other, clipped to [0, 255]; a factor of 1 changes nothing.

    Args:
        images: float32 (B, H, W, C) in [0, 255].
        other: what a factor of 0 shows; broadcast against `images`.
        factor: float32 (B,).
    """
    from keras import ops

    factor = ops.reshape(factor, (-1, 1, 1, 1))
    return ops.clip(factor * images + (1 - factor) * other, 0.0, 255.0)


def grey(images: Any) -> Any:
    """Returns the images' grey values (B, H, W, 1): the luma of three channels, the mean of any other number."""
    if not coloured(images):
        from keras import ops

        return ops.mean(images, axis=-1, keepdims=True)
    # A channel at a time: a sum over an axis of three takes three times as long.
    return sum(weight * images[..., channel : channel + 1] for channel, weight in enumerate(LUMA))


def coloured(images: Any) -> bool:
    """Returns whether the images (B, H, W, C) have the three channels red, green and blue."""
    return images.shape[-1] == 3
