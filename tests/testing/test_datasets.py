"""The contract of a dataset: what it loads, each time, and however it is indexed."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from typing import Any
from unittest import SkipTest

import numpy as np
import pytest

from zoo.errors import DataError
from zoo.plugin.components import Dataset
from zoo.plugin.images import Split, Splits
from zoo.plugin.sources import Source
from zoo.testing import check_component


def _splits(images: Any, count: int = 6) -> Splits:
    split = Split(images=images, labels=np.arange(count) % 2)
    return Splits(train=split, test=split, classes=("a", "b"))


def test_a_dataset_of_floats() -> None:
    dataset = Dataset(name="floats", summary="floats", load=lambda: _splits(np.zeros((6, 4, 5, 1))))
    with pytest.raises(DataError, match="floats"):
        check_component(dataset)


def test_a_dataset_that_changes() -> None:
    rng = np.random.default_rng(0)

    def load() -> Splits:
        return _splits(rng.integers(0, 256, (6, 4, 5, 1), dtype=np.uint8))

    with pytest.raises(AssertionError, match="Two loads"):
        check_component(Dataset(name="shaky", summary="shaky", load=load))


def test_a_dataset_that_keeps_the_contract() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (6, 4, 5, 1), dtype=np.uint8)
    check_component(Dataset(name="good", summary="good", load=lambda: _splits(pixels)))


PIXELS = np.random.default_rng(0).integers(0, 256, (6, 4, 5, 1), dtype=np.uint8)


class _Images:
    """Pixels that are indexed as told."""

    def __init__(self, index: Callable[[np.ndarray, Any], np.ndarray]) -> None:
        self.index = index

    def __len__(self) -> int:
        return len(PIXELS)

    def __getitem__(self, indices: Any) -> np.ndarray:
        return self.index(PIXELS, indices)


@pytest.mark.parametrize(
    ("index", "message"),
    [
        (lambda pixels, indices: pixels[np.sort(indices)], "depends on what else is asked for"),
        (lambda pixels, indices: pixels[np.unique(indices)], "Expected 4 images. Received: 3"),
        (lambda pixels, indices: pixels[indices] if len(indices) else pixels[:0, 0], "Expected no images"),
    ],
    ids=["sorted", "once each", "empty"],
)
def test_images_that_cannot_be_indexed_by_any_array(index: Callable[..., np.ndarray], message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        check_component(Dataset(name="odd", summary="odd", load=lambda: _splits(_Images(index))))


@pytest.mark.parametrize(
    ("fingerprint", "message"),
    [(lambda: 7, "a fingerprint that is text"), (lambda: str(next(COUNT)), "Two fingerprints of the same data")],
    ids=["number", "changing"],
)
def test_fingerprints_that_are_none(fingerprint: Callable[[], Any], message: str) -> None:
    dataset = Dataset(name="odd", summary="odd", load=lambda: _splits(PIXELS), fingerprint=fingerprint)
    with pytest.raises(AssertionError, match=message):
        check_component(dataset)


COUNT = itertools.count()


def test_published_data_that_are_not_here_are_a_skip() -> None:
    def load() -> Splits:
        assert os.environ["ZOO_OFFLINE"] == "1"
        raise DataError("They are not on this machine.")

    source = Source(name="far", files=(), parse=lambda folder: {})
    with pytest.raises(SkipTest, match="not on this machine"):
        check_component(Dataset(name="far", summary="far", load=load, source=source))
    with pytest.raises(DataError, match="not on this machine"):
        check_component(Dataset(name="own", summary="own", load=load))
