"""Splits: images that an array of indices can index, and no parts mixed up."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from zoo.plugin.images import Split, Splits

SPLIT = Split(images=np.arange(60, dtype=np.uint8).reshape(5, 2, 3, 2), labels=np.arange(5) % 2)


def test_an_array_or_a_memory_map_of_images_will_do() -> None:
    assert len(SPLIT.images) == 5
    assert SPLIT.images[np.array([4, 0, 4])].shape == (3, 2, 3, 2)


def test_parts_are_named_and_stay() -> None:
    with pytest.raises(TypeError):
        Splits(SPLIT, SPLIT, ("a", "b"))  # type: ignore[misc]
    splits = Splits(train=SPLIT, test=SPLIT, classes=("a", "b"))
    with pytest.raises(dataclasses.FrozenInstanceError):
        splits.train = None  # type: ignore[misc,assignment]
