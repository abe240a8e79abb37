"""Ten augmenters, each wrong in one way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from wrong import Wrong

import zoo


def _augmenter(
    name: str, draw: Callable[..., Any] | None = None, apply: Callable[..., Any] | None = None, **named: Any
) -> zoo.Augmenter:
    summary = f"an augmenter that is wrong: {name}"
    return zoo.Augmenter(
        name=name, summary=summary, draws={"level": ()}, draw=draw or level, apply=apply or brighten, **named
    )


def level(rng: Any, context: zoo.DrawContext) -> Any:
    return {"level": rng.uniform(0, 1, context.batch_size)}


def brighten(images: Any, draws: Any) -> Any:
    import keras

    return keras.ops.clip(images + 100 * draws["level"][:, None, None, None], 0, 255)


def unseeded(rng: Any, context: zoo.DrawContext) -> Any:
    return level(np.random.default_rng(), context)


def constant(rng: Any, context: zoo.DrawContext) -> Any:
    return level(np.random.default_rng(0), context)


def one_for_all(rng: Any, context: zoo.DrawContext) -> Any:
    return {"level": rng.uniform(0, 1)}


def cropped(images: Any, draws: Any) -> Any:
    return images[:, 2:-2, 2:-2]


def of_ones(images: Any, draws: Any) -> Any:
    return brighten(images, draws) / 255


def drawing(images: Any, draws: Any) -> Any:
    import keras

    return keras.ops.clip(images + np.random.default_rng().normal(), 0, 255)


def in_numpy(images: Any, draws: Any) -> Any:
    return np.clip(np.asarray(images) + 100 * np.asarray(draws["level"])[:, None, None, None], 0, 255)


def normalised(images: Any, draws: Any) -> Any:
    import keras

    return keras.ops.clip(images - keras.ops.mean(images, axis=0, keepdims=True) + 128, 0, 255)


def mix(images: Any, draws: Any) -> Any:
    import keras

    share = draws["level"][:, None, None, None]
    return share * images + (1 - share) * keras.ops.roll(images, 1, axis=0)


def mixed(one_hot: Any, draws: Any) -> Any:
    share = draws["level"][:, None]
    return share * one_hot + (1 - share) * np.roll(one_hot, 1, axis=0)


def swapped(one_hot: Any, draws: Any) -> Any:
    return mixed(one_hot, {"level": 1 - draws["level"]})


class Clock:
    """Time as the test has it: a millisecond goes by whenever one looks."""

    now = 0.0

    def perf_counter(self) -> float:
        self.now += 0.001
        return self.now


CLOCK = Clock()


def slow(rng: Any, context: zoo.DrawContext) -> Any:
    CLOCK.now += 1
    return level(rng, context)


WRONG = [
    Wrong(_augmenter("unseeded", unseeded), "generator", "other level", "draw from `rng` alone"),
    Wrong(_augmenter("constant", constant), "generator", "the same ones from every generator", "draw from `rng` alone"),
    Wrong(_augmenter("one-for-all", one_for_all), "draws", "shape ()", "context.batch_size"),
    Wrong(_augmenter("cropped", apply=cropped), "pixels", "(5, 16, 24, 3)", "give (B, H, W, C) back"),
    Wrong(_augmenter("of-ones", apply=of_ones), "range", "none above 1", "do not divide by 255"),
    Wrong(_augmenter("drawing", apply=drawing), "pure", "others", "draw everything random in `draw`"),
    Wrong(_augmenter("in-numpy", apply=in_numpy), "graph", "NumPy", "compute with keras.ops alone"),
    Wrong(_augmenter("normalised", apply=normalised), "alone", "another one", "over the batch, axis 0"),
    Wrong(_augmenter("swapped", apply=mix, mix_labels=swapped), "labels", "% off", "by the very draws that `apply`"),
    Wrong(_augmenter("slow", slow), "cost", "times a rotation", "without a loop over images"),
]

SOUND = _augmenter("sound", apply=mix, mix_labels=mixed)
