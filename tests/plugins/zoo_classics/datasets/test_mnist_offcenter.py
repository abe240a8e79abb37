"""The article's experiment: centred digits to train on, digits anywhere to test on, the same ones for everybody."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import zoo
from zoo.data import importing
from zoo_classics.datasets import mnist, mnist_offcenter
from zoo_classics.datasets.displaced import ink_boxes


@pytest.fixture
def arrays(monkeypatch: pytest.MonkeyPatch) -> dict[str, np.ndarray]:
    """MNIST in small: strokes of 20x12 about the middle, each pixel of its own value."""
    rng = np.random.default_rng(0)
    made = {}
    for part, count in (("train", 30), ("test", 20)):
        images = np.zeros((count, 28, 28, 1), np.uint8)
        images[:, 4:24, 8:20] = rng.integers(1, 256, (count, 20, 12, 1))
        made |= {f"{part}_images": images, f"{part}_labels": np.arange(count, dtype=np.uint8) % 10}
    monkeypatch.setattr(zoo, "arrays", lambda source: {mnist.SOURCE.name: made}[source.name])
    return made


def ink(images: np.ndarray) -> list[list[int]]:
    """Returns the pixels with ink, in order."""
    return [image[image > 0].tolist() for image in images]


def test_training_digits_stay_and_test_digits_move(arrays: dict[str, np.ndarray]) -> None:
    splits = mnist_offcenter.load()
    assert np.array_equal(splits.train.images[:], arrays["train_images"])
    moved = splits.test.images[:]
    assert moved.shape == (20, 28, 28, 1)
    assert ink(moved) == ink(arrays["test_images"])
    assert len({tuple(start) for start in ink_boxes(moved)[0].tolist()}) > 10


def test_every_model_sees_the_same_test_digits(arrays: dict[str, np.ndarray]) -> None:
    first, again = mnist_offcenter.load(), mnist_offcenter.load(train="offcenter")
    assert np.array_equal(first.test.images[:], again.test.images[:])
    assert np.array_equal(again.train.images[:], mnist_offcenter.load(train="offcenter").train.images[:])


def test_the_places_stay_what_they_were() -> None:
    """The seed is part of the dataset: other places would make recorded runs incomparable without a word."""
    places = np.random.default_rng(mnist_offcenter.TEST_SEED).random((2, 2)).round(6).tolist()
    assert places == [[0.043539, 0.48108], [0.030245, 0.301428]]


def test_training_digits_off_the_centre_have_places_of_their_own(arrays: dict[str, np.ndarray]) -> None:
    splits = mnist_offcenter.load(train="offcenter")
    train, test = splits.train.images[:], splits.test.images[:]
    assert ink(train) == ink(arrays["train_images"])
    assert ink_boxes(train)[0][:20].tolist() != ink_boxes(test)[0].tolist()


def test_on_a_larger_canvas_training_digits_are_in_the_middle(arrays: dict[str, np.ndarray]) -> None:
    splits = mnist_offcenter.load(canvas=40)
    assert np.array_equal(splits.train.images[:][:, 6:34, 6:34], arrays["train_images"])
    assert splits.test.images[:].shape == (20, 40, 40, 1)
    assert ink(splits.test.images[:]) == ink(arrays["test_images"])


@pytest.mark.parametrize("given", [{"canvas": "27"}, {"canvas": "28.5"}, {"train": "centre"}])
def test_parameters_out_of_bounds_are_refused(given: dict[str, str]) -> None:
    with pytest.raises(zoo.UsageError):
        mnist_offcenter.DATASET.resolve(given)


def test_the_source_and_its_fingerprint_are_mnists() -> None:
    assert mnist_offcenter.DATASET.source is mnist.SOURCE
    assert mnist_offcenter.fingerprint() == mnist.fingerprint()


@pytest.mark.real_data
def test_real_digits_lose_no_ink(real_data: Path) -> None:
    importing.import_data(mnist.SOURCE, real_data / "mnist")
    splits = mnist_offcenter.load(train="offcenter")
    arrays = zoo.arrays(mnist.SOURCE)
    for part in ("train", "test"):
        images = getattr(splits, part).images[:]
        assert np.array_equal(images.sum(axis=(1, 2, 3), dtype=np.int64),
                              arrays[f"{part}_images"].sum(axis=(1, 2, 3), dtype=np.int64))  # fmt: skip
        assert not np.array_equal(images, arrays[f"{part}_images"])
