"""Batches with their draws, and what an augmenter makes of them. Imports Keras: import it where it is used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from zoo.plugin.components import Augmenter
from zoo.testing.augmenters.drawing import SHAPE, generated
from zoo.testing.framework import Subject
from zoo.testing.refusals import mended
from zoo.training.augmentation.chain import Chain, traced


def chains(subject: Subject) -> list[Chain]:
    """Returns the augmenter in a chain of its own, for colour images and for grey ones; for `Subject.once`.

    Raises:
        Broken: it draws something else than it declares.
    """
    subject.once(generated)
    return [chain(subject.component, subject.values, (*SHAPE[:2], channels)) for channels in (3, 1)]


def chain(augmenter: Any, values: Any, shape: tuple[int, int, int]) -> Chain:
    """Returns a chain of one augmenter. Raises `Broken` as `chains` does."""
    remedy = "return a dict with the names of `draws`; each array as context.batch_size, then the declared shape"
    with mended("draws as `draws` declares them", remedy):
        return Chain([(augmenter, values)], shape, seed=1)


@dataclass(frozen=True)
class Batch:
    """Some images, and what the augmenter drew for them: uint8 (B, H, W, C), and arrays (B, ...) by name."""

    images: np.ndarray
    draws: dict[str, np.ndarray]

    def first(self) -> Batch:
        """Returns the batch that holds the first image alone."""
        return Batch(self.images[:1], {name: array[:1] for name, array in self.draws.items()})


def batch(chain: Chain, size: int, number: int = 3, epoch: int = 2) -> Batch:
    """Returns noise with a white and a black image among it."""
    images = np.random.default_rng(size).integers(0, 256, (size, *chain.image_shape), dtype=np.uint8)
    images[1:2], images[2:3] = 255, 0
    remedy = "make every draw of context.batch_size, which is smaller in the last batch of an epoch"
    with mended("draws as declared for a batch of any size", remedy):
        return Batch(images, chain.draw(np.arange(size) * 7, epoch, number))


def applied(chain: Chain, batch: Batch) -> np.ndarray:
    """Returns the pixels of a batch when it is augmented, outside of a graph."""
    remedy = "give (B, H, W, C) back as it came in; `matrix` gives (B, 3, 3)"
    with mended(f"pixels of shape {batch.images.shape}", remedy):
        return keras.ops.convert_to_numpy(chain.apply(batch.images, batch.draws))


def graphs(subject: Subject) -> list[tuple[Chain, Any]]:
    """Returns the chains, each with the graph that it was traced to; for `Subject.once`.

    Raises:
        Broken: there is none for batches of any size.
    """
    made = [(chain, traced(chain)) for chain in subject.once(chains)]
    remedy = "compute with keras.ops alone: no NumPy, no `if` on values, no sizes of the batch but keras.ops.shape's"
    with mended("a graph of `apply` for batches of any size", remedy):
        for chain, function in made:
            given = batch(chain, 4)
            function(given.images, given.draws)
    return made


def turning() -> Augmenter:
    """Returns an augmenter whose cost others can be compared with: it turns images, each by an angle of its own."""

    def draw(rng: Any, context: Any) -> Any:
        return {"angle": rng.uniform(-0.2, 0.2, context.batch_size)}

    def matrix(draws: Any) -> Any:
        cos, sin = keras.ops.cos(draws["angle"]), keras.ops.sin(draws["angle"])
        zero, one = keras.ops.zeros_like(cos), keras.ops.ones_like(cos)
        return keras.ops.reshape(keras.ops.stack([cos, -sin, zero, sin, cos, zero, zero, zero, one], -1), (-1, 3, 3))

    return Augmenter(name="turning", summary="turns images", draws={"angle": ()}, draw=draw, matrix=matrix)
