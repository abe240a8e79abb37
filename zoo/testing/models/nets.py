"""Nets that the checks of models build, and what these show them. Imports Keras: import it where it is used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from zoo.plugin.components import Component
from zoo.testing.framework import Broken, Subject
from zoo.testing.refusals import mended
from zoo.training import checks, environment, networks
from zoo.training.outputs import give, weights

CLASSES = 4
SIDE = 8
"""Pixels, where a model takes images as small as that."""

Shape = tuple[int, int, int]


def shape_for(model: Any) -> Shape:
    """Returns the (H, W, C) of the images that most checks show a model."""
    side = max(model.min_size, SIDE)
    return side, side, model.channels or 3


def build(component: Component, values: Any, shape: Shape, classes: int = CLASSES, seed: int = 0) -> keras.Model:
    """Builds a model in a fresh session, as a run does."""
    environment.fresh(seed)
    return networks.build_model(component, values, shape, classes, seed)  # type: ignore[arg-type]


def building(subject: Subject) -> None:
    """Builds the smallest net, and one of images that are not square and have one channel; for `Subject.once`.

    Raises:
        Broken: it fails, or is no net that can be trained.
    """
    model: Any = subject.component
    side, channels = model.min_size, model.channels
    for shape, classes in (((side, side, channels or 3), 2), ((side + 8, side + 3, channels or 1), 11)):
        _check_build(subject, shape, classes)


def _check_build(subject: Subject, shape: Shape, classes: int) -> None:
    name, size = subject.component.name, "x".join(map(str, shape))
    remedy = "take all sizes from input_shape and num_classes; say min_size= and channels= where it cannot take others"
    with mended(f"a net of images {size} and {classes} classes", remedy):
        net = build(subject.component, subject.values, shape, classes)
        output = networks.wrap(net, shape, shape).output if isinstance(net, keras.Model) else None
    plain = "return a plain keras.Model: each layer with a name of its own, its training left to the recipe"
    with mended("a keras.Model", plain):
        checks.check_form(name, net)
    with mended(f"logits of shape (None, {classes})", "end in keras.layers.Dense(num_classes) of one vector per image"):
        checks.check_shape(name, getattr(output, "shape", type(output).__name__), classes)


@dataclass(frozen=True)
class Built:
    """A net, and its weights before anything was done to it."""

    net: keras.Model
    shape: Shape
    start: list[np.ndarray]

    def anew(self) -> keras.Model:
        """Returns the net as it was built."""
        give(self.net, self.start)
        return self.net

    def images(self, count: int = 8) -> np.ndarray:
        """Returns noise as the net takes it, float32 (count, H, W, C) in [0, 1]."""
        return noise(count, self.shape)


def built(subject: Subject, seed: int = 0) -> Built:
    """Returns a net that the checks of a subject share, for building takes time; for `Subject.once`.

    Raises:
        Broken: as `building`; or its logits are no numbers, and nothing else about it can be told.
    """
    subject.once(building)
    shape = shape_for(subject.component)
    net = build(subject.component, subject.values, shape, seed=seed)
    if not np.isfinite(logits(net, noise(8, shape))).all():  # a subclassed one has no weights before
        remedy = "look for a division by 0, a logarithm of 0, an initializer that makes large numbers"
        raise Broken("finite logits", "NaN or infinity before any training", remedy)
    return Built(net, shape, weights(net))


def another(subject: Subject) -> Built:
    """Returns such a net that began with another seed; for `Subject.once`."""
    return built(subject, seed=1)


def noise(count: int, shape: Shape) -> np.ndarray:
    """Returns images as models get them, float32 (count, H, W, C) in [0, 1]."""
    return np.random.default_rng(0).random((count, *shape), dtype=np.float32)


def logits(net: keras.Model, images: np.ndarray) -> np.ndarray:
    """Returns what a net says outside of training."""
    return keras.ops.convert_to_numpy(net(images, training=False))


def farthest(one: np.ndarray, other: np.ndarray) -> float:
    """Returns the largest difference between two arrays."""
    return float(np.abs(one.astype(np.float64) - other).max())
