"""Test-time augmentation as the CIFAR-10 speedruns have it: mirrored views, and views moved by one pixel."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Literal

TestTime = Literal["none", "flip", "flip-translate"]
"""The parameter of a recipe that chooses the views."""

View = Callable[[Any], Any]


def views(test_time: TestTime) -> tuple[tuple[float, View], ...]:
    """Returns weights and views for `zoo.TrainingPlan.test_views`; the image as it is has the rest of 1.

    Args:
        test_time: `flip` averages the image and its mirror image. `flip-translate` gives those two half of the weight;
            the other half goes to the image moved up and left by a pixel, the image moved down and right, and both
            mirrored.

    Source:
        Jordan, "94% on CIFAR-10 in 3.29 Seconds on a Single GPU" (2024, arXiv 2404.00498), section 3.5.
    """
    if test_time == "none":
        return ()
    if test_time == "flip":
        return ((0.5, mirrored),)
    moves = [partial(moved, by=1), partial(moved, by=-1)]
    return ((0.25, mirrored), *((0.125, view) for move in moves for view in (move, partial(_mirrored_after, move))))


def mirrored(images: Any) -> Any:
    """Returns images (B, H, W, C) with left and right exchanged."""
    from keras import ops

    return ops.flip(images, axis=2)


def moved(images: Any, *, by: int) -> Any:
    """Returns images (B, H, W, C) moved right and down by `by` pixels, left and up where it is negative.

    Where the image does not reach, it is reflected, its edge pixels once: `b | a b c` and not `a | a b c`.
    """
    from keras import ops

    height, width = images.shape[1:3]
    return ops.take(ops.take(images, _reflected(height, by), axis=1), _reflected(width, by), axis=2)


def _reflected(size: int, by: int) -> Any:
    """Returns, for each place along an axis, the index of the pixel that moves there."""
    import numpy as np

    pad = abs(by)
    return np.pad(np.arange(size), pad, mode="reflect")[pad - by : pad - by + size]


def _mirrored_after(view: View, images: Any) -> Any:
    return mirrored(view(images))
