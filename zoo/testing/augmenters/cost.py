"""What an augmenter costs: microseconds an image, drawn and applied as in training, beside a rotation of the zoo's."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from zoo.testing.framework import Broken, Subject, check

IMAGES, SHAPE = 64, (32, 32, 3)
REPEATS = 5
MOST = 100
"""How many rotations it may cost. Training would wait for the augmenter long before."""


@check("augmenter", "cost", f"no more than {MOST} rotations of the image, measured side by side")
def cost(subject: Subject) -> str:
    from zoo.testing.augmenters import batches

    subject.once(batches.graphs)
    own = seconds(subject.component, subject.values)
    peer = seconds(batches.turning(), {"fill": "nearest"})
    said = f"{1e6 * own / IMAGES:.1f} µs an image, {own / peer:.2g} times a rotation"
    if own > MOST * peer:
        remedy = "work on the whole batch with keras.ops and NumPy, without a loop over images or pixels"
        raise Broken(f"at most {MOST} times what a rotation costs", said, remedy)
    return said


def seconds(augmenter: Any, values: Any) -> float:
    """Returns what 64 images 32x32x3 take, the fastest of several times: drawn on the host, applied in a graph."""
    from zoo.testing.augmenters import batches
    from zoo.training.augmentation.chain import traced

    chain = batches.chain(augmenter, values, SHAPE)
    images, indices = np.zeros((IMAGES, *SHAPE), np.uint8), np.arange(IMAGES)
    function = traced(chain)

    def once() -> None:
        function(images, chain.draw(indices, 0, 0)).numpy()

    once()  # which traces it
    return min(_timed(once) for _ in range(REPEATS))


def _timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
