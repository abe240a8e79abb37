"""The contract of a model: it builds for any images and classes, and answers with logits of each image alone."""

from __future__ import annotations

import numpy as np

from zoo.testing.framework import Broken, Subject, check
from zoo.testing.refusals import mended


@check("model", "builds", "from its smallest side up, for images that are not square, grey ones, any number of classes")
def builds(subject: Subject) -> None:
    from zoo.testing.models import nets

    subject.once(nets.building)


@check("model", "logits", "it ends in finite logits, float32, of images in [0, 1] that nothing scales down again")
def logits(subject: Subject) -> None:
    from zoo.testing.models import nets
    from zoo.training import checks

    name, shared = subject.component.name, subject.once(nets.built)
    head = "end in Dense(num_classes) without an activation: the recipe's loss makes probabilities of logits"
    with mended("logits", head):
        checks.check_head(name, shared.net)
    found = nets.logits(shared.anew(), shared.images())
    with mended("logits", head):
        checks.check_logits(name, found)
    if found.dtype != np.float32:
        remedy = 'give the last layer dtype="float32"; the others may compute in less'
        raise Broken("logits of float32", str(found.dtype), remedy)
    with mended("images in [0, 1] where the weights begin", f"the images are in [0, 1]: {checks.MEND}"):
        checks.check_scale(name, shared.net, shared.shape)


@check("model", "answers", "the same for the same image, whatever is beside it, and asking changes nothing")
def answers(subject: Subject) -> None:
    from zoo.testing.models import nets

    shared = subject.once(nets.built)
    net, images = shared.anew(), shared.images()
    first, again = nets.logits(net, images), nets.logits(net, images)
    if not np.array_equal(first, again):
        found = f"logits that differ by up to {nets.farthest(first, again):.2g} when it is asked again"
        raise Broken("one answer outside of training", found, _STILL)
    if not all(map(np.array_equal, nets.weights(net), shared.start)):
        raise Broken("weights that asking leaves alone", "other weights after it was asked", _STILL)
    _check_alone(first, nets.logits(net, images[:1]))


_STILL = "hand `training` on to layers as Dropout and BatchNormalization, and draw and assign only where it is true"


def _check_alone(together: np.ndarray, alone: np.ndarray) -> None:
    from zoo.testing.models import nets

    if (far := nets.farthest(together[:1], alone)) > 1e-3 * np.abs(together).max() + 1e-7:
        found = f"logits that differ by up to {far:.2g} when other images are beside it"
        remedy = "compute no mean, norm or softmax over the batch, axis 0; BatchNormalization does so only in training"
        raise Broken("an answer that depends on the image alone", found, remedy)
