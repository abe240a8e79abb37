"""The contract of a model that learns: the same bits under a seed, and 32 images by heart."""

from __future__ import annotations

from typing import Any

import numpy as np

from zoo.testing.framework import Broken, Subject, check
from zoo.testing.refusals import mended


@check("model", "same bits", "a seed says how it begins and what it draws; another seed says otherwise")
def same_bits(subject: Subject) -> None:
    from zoo.testing.models import nets

    shared, other = subject.once(nets.built), subject.once(nets.another)
    again = nets.built(subject)
    remedy = "leave `seed` of initializers and layers unset: the zoo seeds them; and draw nothing from NumPy in `build`"
    if not all(map(np.array_equal, shared.start, again.start)):
        raise Broken("the same weights under the same seed", "others when it is built again", remedy)
    first, second = (_drawn(each.anew(), each) for each in (shared, again))
    if not np.array_equal(first, second):
        raise Broken("the same numbers drawn in training under the same seed", "other logits", remedy)
    drawn = [array for array in shared.start if array.size and np.ptp(array) > 0]  # others begin as zeros or ones
    if drawn and all(map(np.array_equal, shared.start, other.start)):
        raise Broken("other weights under another seed", "the same ones", remedy)


def _drawn(net: Any, shared: Any) -> np.ndarray:
    """Returns logits as in training, with dropout seeded as in a run."""
    import keras

    from zoo.training import networks

    networks.seed_dropout(net, 0)
    return keras.ops.convert_to_numpy(net(shared.images(), training=True))


@check("model", "adapts", "where it adapts, it leaves the images alone and does the same under the same seed")
def adapts(subject: Subject) -> None:
    from zoo.testing.models import nets

    model: Any = subject.component
    if model.adapt is None:
        return
    shared = subject.once(nets.built)
    images, found = shared.images(32), []
    for _ in range(2):
        net, seen = shared.anew(), images.copy()
        with mended("`adapt(model, images, rng)` to work", "mend what it raises; images are float32 in [0, 1]"):
            model.call("adapt", subject.values, net, seen, np.random.default_rng(0))
        if not np.array_equal(images, seen):
            raise Broken("the images as they were", "`adapt` changed them", "change a copy of them: images.copy()")
        found.append(nets.weights(net))
    if not all(map(np.array_equal, *found)):
        raise Broken("the same weights after the same images", "others", "draw from `rng` alone in `adapt`")


@check("model", "overfits", "it learns 32 images of 4 classes by heart in 60 steps of Adam, at one of three rates")
def overfits(subject: Subject) -> None:
    from zoo.testing.models import nets, task

    shared, best = subject.once(nets.built), 0.0
    for rate in task.RATES:
        best = max(best, task.learn(shared.anew(), *task.examples(shared.shape), steps=task.STEPS, rate=rate))
        if best >= task.LEARNED:
            return
    size = "x".join(map(str, shared.shape))
    look = f"look at its layers, zoo show {subject.component.name} --input {size}"
    remedy = f"{look}: what makes all images alike, or the logits far too small or too large?"
    raise Broken(f"{task.LEARNED:.0%} of the training images right", f"{best:.0%}", remedy)
