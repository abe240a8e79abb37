"""Digits off the centre: scikit-learn's, trained on in the middle of a larger canvas, tested on anywhere on it."""

from __future__ import annotations

from typing import Annotated, Literal

import zoo
from zoo_classics.datasets import digits

TEST_SEED, TRAIN_SEED = 20_261_126, 20_261_127  # fixed, whatever a run's seed: every model sees the same images


def load(
    *,
    canvas: Annotated[int, zoo.Param(ge=8, le=1024, unit="pixels", help="the side")] = 22,
    scale: Annotated[int, zoo.Param(ge=1, le=16, help="how often each of a digit's 8x8 pixels is repeated")] = 2,
    train: Annotated[Literal["centered", "offcenter"], zoo.Param(help="where the training digits stand")] = "centered",
    split_seed: digits.SplitSeed = 0,
) -> zoo.Splits:
    """Returns the digits on a black canvas, uint8 (N, canvas, canvas, 1), and labels int64 (N,).

    Each test digit has its own displacement, drawn once: uniform over the places where its ink is on the canvas.
    `train=offcenter` draws so for the training digits too.

    Raises:
        zoo.UsageError: the digits do not fit the canvas.
        zoo.DataError: scikit-learn's digits are not those known here.
    """
    import numpy as np

    from zoo_classics.datasets.displaced import anywhere, centred

    if 8 * scale > canvas:
        raise zoo.UsageError(
            f"'digits-offcenter': canvas={canvas} is not valid with scale={scale}.",
            cause=f"The digits are {8 * scale} pixels wide.",
            hint=f"write digits-offcenter:canvas={8 * scale + 6}:scale={scale}",
        )
    found = digits.load(split_seed=split_seed)
    images, tested = (
        np.kron(part.images[:], np.ones((1, scale, scale, 1), np.uint8)) for part in (found.train, found.test)
    )
    moved = train == "offcenter"
    placed = anywhere(images, canvas, np.random.default_rng(TRAIN_SEED)) if moved else centred(images, canvas)
    return zoo.Splits(
        train=zoo.Split(images=placed, labels=found.train.labels),
        test=zoo.Split(images=anywhere(tested, canvas, np.random.default_rng(TEST_SEED)), labels=found.test.labels),
        classes=found.classes,
    )


def fingerprint() -> str:
    """Returns the digits' fingerprint: the parameters are the experiment's, and the generator is this file's."""
    return digits.fingerprint()


DATASET = zoo.Dataset(
    name="digits-offcenter",
    summary="the digits on a larger canvas, tested on where they stand off the centre; no download",
    load=load,
    fingerprint=fingerprint,
)
