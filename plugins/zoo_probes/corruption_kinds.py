"""Six ways in which pictures go bad, each at five severities: pure functions of an image, its place and a seed."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

SEVERITIES = (1, 2, 3, 4, 5)


class Kind(NamedTuple):
    """A corruption.

    Args:
        apply: `apply(images, level, rngs)`: uint8 (B, H, W, C) to pixels of the same shape, of any type; `rngs` yields
            a generator for each image, the same one at every severity.
        levels: what `apply` gets at severities 1 to 5.
        unit: what a level is, for people.
    """

    apply: Callable[[np.ndarray, float, Any], np.ndarray]
    levels: tuple[float, float, float, float, float]
    unit: str


class Corrupted:
    """Images that are corrupted when they are indexed: uint8 (len(indices), H, W, C), a `zoo.Images`.

    What happens to an image depends on the seed, the kind and the image's index, not on its neighbours in the batch.
    At a higher severity the same thing happens to it more strongly: the same noise is louder, the same square larger.

    Args:
        images: uint8 (N, H, W, C) of any depth C when indexed by an array.
        kind: one of `KINDS`.
        severity: 1 to 5.

    Source:
        Hendrycks and Dietterich, "Benchmarking Neural Network Robustness to Common Corruptions and Perturbations"
        (2019, arXiv 1903.12261): noise, blur, contrast, brightness and JPEG. The severities are our own, for images of
        8 to 64 pixels, with lengths in parts of the image's side; they reach further than those of CIFAR-10-C, so that
        handwritten digits suffer too. Figures are therefore not comparable with published ones. Brightness is added to
        all channels, not in HSV, so that it means the same in grey. Occlusion is ours: the square of DeVries and Taylor
        (2017, arXiv 1708.04552), wholly inside the image and of its mean colour.
    """

    def __init__(self, images: Any, kind: str, severity: int, *, seed: int = 0) -> None:
        self.images, self.kind, self.severity, self.seed = images, kind, severity, seed

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, indices: Any) -> np.ndarray:
        places = np.arange(len(self))[indices]
        several = np.atleast_1d(places)
        kind, name = KINDS[self.kind], int.from_bytes(self.kind.encode(), "big")
        rngs = (np.random.default_rng([self.seed, name, place]) for place in several.tolist())
        changed = kind.apply(self.images[several], kind.levels[self.severity - 1], rngs)
        pixels = np.rint(changed).clip(0, 255).astype(np.uint8)
        return pixels if np.ndim(places) else pixels[0]


def noise(images: np.ndarray, std: float, rngs: Any) -> np.ndarray:
    """Adds Gaussian noise to each pixel and channel."""
    drawn = [rng.standard_normal(images.shape[1:], np.float32) for rng in rngs]
    return images + np.float32(255 * std) * np.stack(drawn)


def blur(images: np.ndarray, sigma: float, rngs: Any) -> np.ndarray:
    """Convolves with a Gaussian; at the edge, the outermost pixels go on."""
    from scipy.ndimage import gaussian_filter

    pixels = sigma * min(images.shape[1:3])
    return gaussian_filter(images.astype(np.float32), (0, pixels, pixels, 0), mode="nearest")


def contrast(images: np.ndarray, factor: float, rngs: Any) -> np.ndarray:
    """Draws all pixels towards the image's mean, channel by channel."""
    mean = images.mean(axis=(1, 2), keepdims=True, dtype=np.float32)
    return mean + np.float32(factor) * (images - mean)


def brightness(images: np.ndarray, added: float, rngs: Any) -> np.ndarray:
    """Adds the same to every pixel and channel."""
    return images + np.float32(255 * added)


def jpeg(images: np.ndarray, quality: float, rngs: Any) -> np.ndarray:
    """Compresses and decodes: three channels as colour, with halved resolution of it; any others each as grey."""
    return np.stack([_through_jpeg(image, int(quality)) for image in images])


def occlusion(images: np.ndarray, part: float, rngs: Any) -> np.ndarray:
    """Hides a square, somewhere wholly inside the image, behind the image's mean colour."""
    height, width = images.shape[1:3]
    side, changed = max(1, round(part * min(height, width))), images.copy()
    for image, rng in zip(changed, rngs, strict=True):
        top, left = (rng.random(2) * (height - side + 1, width - side + 1)).astype(int)
        image[top : top + side, left : left + side] = np.rint(image.mean(axis=(0, 1)))
    return changed


def _through_jpeg(image: np.ndarray, quality: int) -> np.ndarray:
    from PIL import Image

    if image.shape[-1] != 3 and image.ndim == 3:
        return np.stack([_through_jpeg(channel, quality) for channel in np.moveaxis(image, -1, 0)], axis=-1)
    with io.BytesIO() as stream:
        Image.fromarray(np.ascontiguousarray(image)).save(stream, "jpeg", quality=quality)
        return np.asarray(Image.open(stream))


KINDS = {
    "noise": Kind(noise, (0.04, 0.08, 0.15, 0.25, 0.4), "standard deviation, of the range"),
    "blur": Kind(blur, (0.015, 0.025, 0.035, 0.05, 0.07), "standard deviation, of the side"),
    "contrast": Kind(contrast, (0.6, 0.4, 0.25, 0.15, 0.08), "what is left of it"),
    "brightness": Kind(brightness, (0.1, 0.2, 0.3, 0.4, 0.5), "added, of the range"),
    "jpeg": Kind(jpeg, (50, 30, 18, 10, 5), "quality, of 100"),
    "occlusion": Kind(occlusion, (0.2, 0.3, 0.4, 0.5, 0.6), "side of the square, of the image's"),
}
"""Each corruption by name, in the order in which they are shown."""
