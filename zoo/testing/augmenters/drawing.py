"""What an augmenter draws, and whether that is from its generator alone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from zoo.plugin.components import DrawContext
from zoo.testing.framework import Broken, Subject

SHAPE = (20, 28, 3)
"""Of the images; not square, so that height and width cannot be confused unnoticed."""

REMEDY = "draw from `rng` alone: no np.random, no random, no generator or counter that is kept between calls"


def generated(subject: Subject) -> None:
    """Draws the same batch twice, others between them; for `Subject.once`.

    Raises:
        Broken: the two differ, or all of the others do not.
    """
    first = _drawn(subject, seed=0)
    varied = [_drawn(subject, seed=seed, epoch=epoch) for seed, epoch in ((1, 0), (2, 1), (3, 2))]
    if other := _differing(first, _drawn(subject, seed=0)):
        raise Broken("the same draws from the same generator", f"other {other}", REMEDY)
    if any(array.size for array in first.values()) and not any(_differing(first, each) for each in varied):
        raise Broken("draws that vary with the generator", "the same ones from every generator", REMEDY)


def _drawn(subject: Subject, *, seed: int, epoch: int = 0) -> dict[str, np.ndarray]:
    indices = np.arange(256)  # many, for some augmenters change one image in a hundred
    context = DrawContext(indices=indices, epoch=epoch, image_shape=SHAPE, batch_size=len(indices))
    drawn = subject.component.call("draw", subject.values, np.random.default_rng(seed), context)
    return {name: np.array(value) for name, value in drawn.items()} if isinstance(drawn, Mapping) else {}


def _differing(one: Mapping[str, np.ndarray], other: Mapping[str, np.ndarray]) -> str:
    """Returns the names of what differs, an empty text where nothing does."""
    names = {*one, *other}
    return ", ".join(sorted(name for name in names if not np.array_equal(one.get(name, []), other.get(name, []))))
