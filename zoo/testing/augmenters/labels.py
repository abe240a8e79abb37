"""The contract of an augmenter's labels: shares of the classes, of which the pixels are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from zoo.testing.framework import Broken, Subject, check
from zoo.testing.refusals import mended

if TYPE_CHECKING:
    from zoo.testing.augmenters.batches import Batch
    from zoo.training.augmentation.chain import Chain

FAR = 0.15
"""How far the share of a class in the label may lie from that in the pixels, on average."""
REMEDY = "return a new float32 array (B, classes): lam * one_hot + (1 - lam) * one_hot[partner], of the draws"


@check("augmenter", "labels", "where it mixes labels, they are shares that sum to 1, as large as those of the pixels")
def labels(subject: Subject) -> None:
    from zoo.testing.augmenters.batches import batch, chains

    augmenter: Any = subject.component
    if augmenter.mix_labels is None:
        return
    chain = subject.once(chains)[0]
    for size in (64, 5, 1):
        given = batch(chain, size)
        one_hot = np.eye(2, dtype=np.float32)[np.random.default_rng(0).integers(2, size=size)]
        _check_shares(chain, given, one_hot)
    _check_pixels(chain, batch(chain, 64))


def _check_shares(chain: Chain, given: Batch, one_hot: np.ndarray) -> None:
    kept = one_hot.copy()
    with mended("mixed labels of the shape that came in", REMEDY):
        first = chain.mix_labels(one_hot, given.draws)
    if not np.array_equal(kept, one_hot):
        raise Broken("labels as they were", "`mix_labels` changed what it was given", REMEDY)
    if not np.array_equal(first, chain.mix_labels(one_hot, given.draws)):
        raise Broken("the same labels from the same draws", "others", "draw everything random in `draw`")
    if not np.allclose(first.sum(axis=1), 1, atol=1e-4) or (first < 0).any():
        sums = first.sum(axis=1)
        found = f"rows that sum to {sums.min():.3g} to {sums.max():.3g}, of at least {first.min():.3g}"
        raise Broken("rows of shares, of at least 0, that sum to 1", found, REMEDY)


def _check_pixels(chain: Chain, given: Batch) -> None:
    """Where all of class 0 is black and all of class 1 is white, brightness is the share of class 1."""
    from zoo.testing.augmenters.batches import Batch, applied

    label = np.random.default_rng(1).integers(2, size=len(given.images))
    images = np.broadcast_to((255 * label).astype(np.uint8)[:, None, None, None], given.images.shape)
    shown = applied(chain, Batch(images, given.draws)).mean(axis=(1, 2, 3)) / 255
    said = chain.mix_labels(np.eye(2, dtype=np.float32)[label], given.draws)[:, 1]
    if (far := float(np.abs(shown - said).mean())) > FAR:
        found = f"shares that are {far:.0%} off on average"
        remedy = f"mix labels by the very draws that `apply` mixes images by: {REMEDY}"
        raise Broken("labels with as much of each class as the pixels have", found, remedy)
