"""The contract of a dataset: what it loads has the declared form, and is the same each time."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any
from unittest import SkipTest, mock

import numpy as np

from zoo.errors import DataError
from zoo.plugin.components import Dataset
from zoo.plugin.images import Split
from zoo.training.dataset_checks import check_splits


def check_dataset(dataset: Dataset, values: Mapping[str, Any]) -> None:
    """Loads the dataset twice, without network, and checks its splits.

    Raises:
        unittest.SkipTest: it has published files and they are not on this machine.
    """
    with mock.patch.dict(os.environ, ZOO_OFFLINE="1"):
        try:
            splits, again = (dataset.call("load", values) for _ in range(2))
        except DataError as error:
            if dataset.source is None:
                raise
            raise SkipTest(error.message) from error
        if dataset.fingerprint is not None:
            first, second = (dataset.call("fingerprint", values) for _ in range(2))
            assert isinstance(first, str), f"Expected a fingerprint that is text. Received: {first!r}"
            assert first == second, f"Two fingerprints of the same data differ: {first}, {second}"
    check_splits(dataset.name, splits)
    for split, other in ((splits.train, again.train), (splits.test, again.test)):
        _check_indexing(split)
        _check_same(split, other)


def _check_indexing(split: Split) -> None:
    """Checks that any array of indices works: unsorted, with repetitions, empty."""
    last = len(split.images) - 1
    indices = np.array([last, 0, last, last // 2])
    images = split.images[indices]
    assert len(images) == len(indices), f"Expected {len(indices)} images. Received: {len(images)}"
    for position, index in enumerate(indices):
        alone = split.images[np.array([index])][0]
        assert np.array_equal(images[position], alone), f"Image {index} depends on what else is asked for"
    empty = split.images[np.array([], dtype=np.int64)]
    assert empty.shape == (0, *images.shape[1:]), f"Expected no images of that shape. Received: {empty.shape}"


def _check_same(first: Split, second: Split) -> None:
    some = np.arange(0, len(first.images), max(1, len(first.images) // 16))
    assert np.array_equal(first.labels, second.labels), "Two loads give different labels"
    assert np.array_equal(first.images[some], second.images[some]), "Two loads give different images"
