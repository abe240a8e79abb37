"""The demo's digits: in the middle to train on, anywhere to test on, the same ones for everybody."""

from __future__ import annotations

import numpy as np
import pytest

import zoo
from zoo_classics.datasets import digits, digits_offcenter
from zoo_classics.datasets.displaced import ink_boxes


def test_training_digits_are_in_the_middle_and_test_digits_anywhere() -> None:
    found, plain = digits_offcenter.load(), digits.load()
    train, test = found.train.images[:], found.test.images[:]
    assert train.shape == (1437, 22, 22, 1)
    assert train.dtype == np.uint8
    assert np.array_equal(train[:, 3:19:2, 4:19:2], plain.train.images[:])
    assert np.array_equal(test.sum(axis=(1, 2, 3)), 4 * plain.test.images[:].sum(axis=(1, 2, 3)))  # no ink is lost
    assert len({tuple(start) for start in ink_boxes(test)[0].tolist()}) > 20
    assert np.array_equal(found.test.labels, plain.test.labels)


def test_every_model_sees_the_same_test_digits() -> None:
    first, again = digits_offcenter.load(), digits_offcenter.load(train="offcenter")
    assert np.array_equal(first.test.images[:], again.test.images[:])
    assert not np.array_equal(first.train.images[:], again.train.images[:])


def test_the_places_stay_what_they_were() -> None:
    """The seed is part of the dataset: other places would make recorded runs incomparable without a word."""
    places = np.random.default_rng(digits_offcenter.TEST_SEED).random((2, 2)).round(6).tolist()
    assert places == [[0.898084, 0.023138], [0.46568, 0.318262]]


def test_digits_as_they_are_on_a_canvas_of_any_size() -> None:
    images = digits_offcenter.load(canvas=8, scale=1).train.images[:]
    assert np.array_equal(images, digits.load().train.images[:])


def test_digits_that_do_not_fit_are_refused() -> None:
    with pytest.raises(zoo.UsageError, match="canvas=22 is not valid with scale=3") as refused:
        digits_offcenter.load(scale=3)
    hint = refused.value.hint.removeprefix("write digits-offcenter:")
    digits_offcenter.load(**{name: int(value) for name, value in (pair.split("=") for pair in hint.split(":"))})
