"""The contract of a dataset's images: any array of indices is answered, with images that belong to who asked."""

from __future__ import annotations

import contextlib
from typing import Any
from unittest import SkipTest

import numpy as np

from zoo.testing.datasets.loading import loaded
from zoo.testing.framework import Broken, Subject, check


@check("dataset", "indexing", "images[indices] answers any array of indices: in any order, repeated, empty")
def indexing(subject: Subject) -> None:
    splits = subject.once(loaded)
    for split in (splits.train, splits.test):
        if not len(split.images):
            raise SkipTest("a split is empty, as another check tells")
        _check_any_indices(split.images)
        _check_own(split.images)


def _check_any_indices(images: Any) -> None:
    remedy = "answer images[indices] as NumPy does: an image for each index, in their order"
    last = len(images) - 1
    indices = np.array([last, 0, last, last // 2])
    for form in (np.int64, np.int32):
        found = images[indices.astype(form)]
        if len(found) != len(indices):
            raise Broken(f"{len(indices)} images for the indices {indices.tolist()}", f"{len(found)}", remedy)
        for position, index in enumerate(indices):
            if not np.array_equal(found[position], images[np.array([index])][0]):
                raise Broken(f"the same image {index} beside any others", "another one", remedy)
    empty = images[np.array([], dtype=np.int64)]
    if empty.shape != (0, *found.shape[1:]):
        raise Broken(f"an array of shape {(0, *found.shape[1:])} for no indices", f"{empty.shape}", remedy)


def _check_own(images: Any) -> None:
    first = np.array([0])
    before, mine = images[first].copy(), images[first]
    with contextlib.suppress(ValueError):  # it is read-only
        mine[...] = 255 - mine
    if not np.array_equal(images[first], before):
        remedy = "return a copy of them: images[indices].copy()"
        raise Broken("images that whoever asks may change", "what is written into them changes the dataset", remedy)
