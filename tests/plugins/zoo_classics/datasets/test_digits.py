"""scikit-learn's digits: what they are, and a split that no run's seed touches."""

from __future__ import annotations

import numpy as np
import pytest

import zoo
from zoo_classics.datasets import digits


def test_1797_digits_in_the_full_range() -> None:
    splits = digits.load()
    assert splits.train.images.shape == (1437, 8, 8, 1)
    assert splits.test.images.shape == (360, 8, 8, 1)
    assert splits.train.images.dtype == np.uint8
    assert (splits.train.images.min(), splits.train.images.max()) == (0, 255)
    assert len(np.unique(splits.train.images)) == 17
    assert set(splits.test.labels) == set(range(len(splits.classes)))
    assert np.bincount(splits.test.labels).tolist() == [36, 36, 35, 37, 36, 37, 36, 36, 35, 36]


def test_the_split_is_fixed_by_its_own_seed() -> None:
    first, again, other = digits.load(), digits.load(), digits.load(split_seed=1)
    assert np.array_equal(first.test.images, again.test.images)
    assert not np.array_equal(first.test.images, other.test.images)


def test_other_digits_than_those_known_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digits, "SHA256", "0" * 64)
    with pytest.raises(zoo.DataError, match="have changed"):
        digits.load()


def test_the_fingerprint_needs_no_data() -> None:
    assert digits.DATASET.call("fingerprint", {"split_seed": 3}) == digits.SHA256[:16]
