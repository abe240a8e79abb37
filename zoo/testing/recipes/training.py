"""The contract of a recipe's training: it trains, and a run that was cut off ends with the bits of one that was not."""

from __future__ import annotations

import numpy as np

from zoo.errors import some
from zoo.testing.framework import Broken, Subject, check
from zoo.testing.refusals import mended

EPOCHS, STEPS = 3, 3


@check("recipe", "compiles", "a net compiles with its optimizer and its loss, and a few steps move all that is trained")
def compiles(subject: Subject) -> None:
    from zoo.testing.recipes.plans import PLAIN, plan, planned
    from zoo.testing.recipes.short_runs import build, load
    from zoo.training import environment
    from zoo.training.outputs import weights

    subject.once(planned)
    environment.fresh(0)
    made, net, part = plan(subject, STEPS, 1), build((6, 6, 1), 3), load().train
    labels = np.eye(3, dtype=np.float32)[part.labels[:8]]
    with mended("steps of training", PLAIN):
        net.compile(optimizer=made.optimizer, loss=made.loss, jit_compile=False, run_eagerly=True)
        before = weights(net)
        for _ in range(STEPS):
            net.train_on_batch(part.images[:8] / 255, labels)
    if still := _still(net.trainable_variables, net.weights, before):
        remedy = "give the optimizer a learning rate above 0, and leave no variable out"
        raise Broken("weights that move", f"these do not: {some(still)}", remedy)


def _still(trained: list, all_weights: list, before: list[np.ndarray]) -> list[str]:
    kept = {id(variable): value for variable, value in zip(all_weights, before, strict=True)}
    return [each.path for each in trained if np.array_equal(each.numpy(), kept[id(each)])]


@check("recipe", "one epoch", "it trains for one, with all of its callbacks, and the net is another one then")
def one_epoch(subject: Subject) -> None:
    from zoo.testing.recipes.plans import planned
    from zoo.testing.recipes.short_runs import trained

    subject.once(planned)
    with mended("an epoch of training", "mend what raises it: all of it has to work in one epoch of a few steps too"):
        found = trained(subject, 1, subject.folder / "one-epoch")
    if not all(np.isfinite(array).all() for array in found.end):
        raise Broken("finite weights after an epoch", "NaN or infinity", "train with a smaller learning rate")
    if all(map(np.array_equal, found.start, found.end)):
        raise Broken("other weights after an epoch", "the same ones", "give the optimizer a learning rate above 0")


@check("recipe", "resume", "a training that was cut off in its second epoch ends with the bits of one that was not")
def resume(subject: Subject) -> None:
    from zoo.testing.recipes.plans import planned
    from zoo.testing.recipes.short_runs import broken, trained

    subject.once(planned)
    with mended(f"{EPOCHS} epochs of training", "mend what raises it"):
        whole = trained(subject, EPOCHS, subject.folder / "whole")
        other = broken(subject, EPOCHS, subject.folder / "broken")
    same = {"weights": all(map(np.array_equal, whole.end, other.end)), "figures": whole.history == other.history}
    if differing := [what for what, equal in same.items() if not equal]:
        left = f"; in no checkpoint: {', '.join(whole.left)}" if whole.left else ""
        remedy = (
            "let callbacks keep what they remember as attributes: numbers, texts, lists, arrays; nothing in closures,"
            " modules or files, and nothing drawn but from np.random, random and keras.random"
        )
        raise Broken("the same bits as without the break", f"other {' and '.join(differing)}{left}", remedy)
