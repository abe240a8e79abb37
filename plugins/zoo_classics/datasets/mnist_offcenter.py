"""MNIST off the centre: trained on centred digits, tested on digits anywhere on the canvas."""

from __future__ import annotations

from typing import Annotated, Literal

import zoo
from zoo_classics.datasets.mnist import CLASSES, SOURCE
from zoo_classics.datasets.parts import splits

TEST_SEED, TRAIN_SEED = 20_200_401, 20_200_402  # fixed, whatever a run's seed: every model sees the same images


def load(
    *,
    canvas: Annotated[int, zoo.Param(ge=28, le=1024, unit="pixels", help="the side; 40 as in affNIST")] = 28,
    train: Annotated[Literal["centered", "offcenter"], zoo.Param(help="where the training digits stand")] = "centered",
) -> zoo.Splits:
    """Returns MNIST's images on a black canvas, uint8 (N, canvas, canvas, 1), and labels int64 (N,).

    Each test digit has its own displacement, drawn once: uniform over the places where its ink (the smallest rectangle
    around the pixels that are not black) is on the canvas. `train=offcenter` draws so for the training digits too.
    """
    import numpy as np

    from zoo_classics.datasets.displaced import anywhere, centred

    arrays = zoo.arrays(SOURCE)
    images: zoo.Images = arrays["train_images"]
    if train == "offcenter":
        images = anywhere(arrays["train_images"], canvas, np.random.default_rng(TRAIN_SEED))
    elif canvas > 28:
        images = centred(arrays["train_images"], canvas)
    test_images = anywhere(arrays["test_images"], canvas, np.random.default_rng(TEST_SEED))
    return splits({**arrays, "train_images": images, "test_images": test_images}, CLASSES)


def fingerprint() -> str:
    """Returns MNIST's fingerprint: canvas and train are the experiment's, and the generator is this file's."""
    return zoo.source_fingerprint(SOURCE)


DATASET = zoo.Dataset(
    name="mnist-offcenter",
    summary="MNIST, tested on digits that stand off the centre: the article's experiment",
    load=load,
    source=SOURCE,
    fingerprint=fingerprint,
)
