"""Train and test: from named arrays, and by a stratified split."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import zoo
from zoo_classics.datasets.parts import splits, stratified


def test_labels_become_int64_and_images_stay_what_they_are() -> None:
    arrays = {f"{part}_{what}": np.zeros((2, 1, 1, 1) if what == "images" else 2, np.uint8)
              for part in ("train", "test") for what in ("images", "labels")}  # fmt: skip
    made = splits(arrays, ("a",))
    assert made.train.images is arrays["train_images"]
    assert made.test.labels.dtype == np.int64


@given(sizes=st.lists(st.integers(5, 30), min_size=2, max_size=5), seed=st.integers(0, 2**32 - 1))
def test_every_class_stands_in_both_parts_in_proportion(sizes: list[int], seed: int) -> None:
    labels = np.repeat(np.arange(len(sizes)), sizes)
    train, test = stratified(labels, test_fraction=0.4, seed=seed)
    assert sorted([*train, *test]) == list(range(len(labels)))
    assert list(train) == sorted(train)
    assert np.abs(np.bincount(labels[test]) - 0.4 * np.array(sizes)).max() <= 1


def test_the_seed_alone_decides() -> None:
    labels = np.repeat([0, 1], 20)
    parts = [stratified(labels, test_fraction=0.5, seed=seed)[1].tolist() for seed in (1, 1, 2)]
    assert parts[0] == parts[1] != parts[2]


@pytest.mark.parametrize("labels", [[0, 0, 0, 1], [0, 0, 1, 1, 2, 2]])
def test_too_few_images_are_refused(labels: list[int]) -> None:
    with pytest.raises(zoo.DataError, match=r"cannot be split with a test_fraction of 0\.1"):
        stratified(np.array(labels), test_fraction=0.1, seed=0)
