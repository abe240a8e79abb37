"""The contract of a recipe's plan: for trainings of any length, made anew each time, with a loss on logits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from zoo.testing.framework import Broken, Subject, check
from zoo.testing.refusals import mended

if TYPE_CHECKING:
    from zoo.plugin.components import TrainingPlan


@check("recipe", "plans", "trainings of its own length and the shortest one, with parts of their own")
def plans(subject: Subject) -> None:
    from zoo.testing.recipes.plans import PLAIN, plan, planned

    first, shortest = subject.once(planned), plan(subject, 1, 1)
    pairs = [("optimizer", first.optimizer, shortest.optimizer)]
    pairs += [("callback", *pair) for pair in zip(first.callbacks, shortest.callbacks, strict=False)]
    for what, one, other in pairs:
        if one is other:
            raise Broken(f"a new {what} for each training", f"the same {type(one).__name__} twice", PLAIN)


@check("recipe", "loss", "one finite number, of one-hot or mixed labels and logits")
def loss(subject: Subject) -> None:
    from zoo.testing.recipes.plans import planned
    from zoo.training import checks

    logits = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)
    labels = np.eye(3, dtype=np.float32)[[0, 1, 2, 0]]
    remedy = "take keras.losses.CategoricalCrossentropy(from_logits=True), or what works as it does"
    for given in (labels, 0.7 * labels + 0.3 * labels[::-1]):
        with mended("a loss on logits", remedy):
            checks.check_loss(subject.component.name, subject.once(planned), given, logits)


@check("recipe", "test views", "where it has any, each gives images of that size, of each image alone")
def views(subject: Subject) -> None:
    from zoo.testing.recipes.plans import planned

    for channels in (3, 1):
        _check_views(subject.component.name, subject.once(planned), channels)


def _check_views(name: str, plan: TrainingPlan, channels: int) -> None:
    import keras

    from zoo.training import checks

    images: Any = np.random.default_rng(0).integers(0, 256, (4, 20, 28, channels), dtype=np.uint8)
    before = images.copy()
    with mended("views of images", "return images of the shape that came in, in [0, 255]"):
        checks.check_views(name, plan, images)
    if not np.array_equal(images, before):
        raise Broken("images as they were", "a view changed them", "change a copy of them")
    for _, view in plan.test_views:
        together, alone = (keras.ops.convert_to_numpy(view(some)) for some in (images, images[1:2]))
        if not np.array_equal(together[1:2], alone):
            remedy = "compute nothing over the batch, axis 0"
            raise Broken("a view of each image alone", "another one beside other images", remedy)
