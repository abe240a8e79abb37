"""Datasets, each wrong in one way."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from wrong import Wrong

import zoo

COUNT = itertools.count()


def _dataset(name: str, load: Callable[[], Any], **named: Any) -> zoo.Dataset:
    told = {"summary": f"a dataset that is wrong: {name}", "origin": "nobody, 2026", "licence": "CC0-1.0"}
    return zoo.Dataset(name=name, load=load, **{**told, **named})


def load() -> zoo.Splits:
    """Nothing is wrong with it: noise, 24 and 12 images of three classes."""
    rng = np.random.default_rng(0)

    def split(count: int) -> zoo.Split:
        return zoo.Split(images=rng.integers(0, 256, (count, 8, 9, 3), dtype=np.uint8), labels=np.arange(count) % 3)

    return zoo.Splits(train=split(24), test=split(12), classes=("ant", "bee", "cat"))


def _train(**changed: Any) -> zoo.Splits:
    splits = load()
    return replace(splits, train=replace(splits.train, **changed))


def as_keras_has_it() -> Any:
    splits = load()
    return (splits.train.images, splits.train.labels), (splits.test.images, splits.test.labels)


def scaled() -> zoo.Splits:
    return _train(images=load().train.images / np.float32(255))


def one_hot() -> zoo.Splits:
    return _train(labels=np.eye(3)[load().train.labels])


def sorted_by_class() -> zoo.Splits:
    """The first two thirds of what is sorted by class, and no image of the third."""
    splits, first = load(), np.arange(24) % 3 != 2
    return _train(images=splits.train.images[first], labels=splits.train.labels[first])


def leaking() -> zoo.Splits:
    splits = load()
    splits.train.images[:3] = splits.test.images[:3]
    return splits


def repeated() -> zoo.Splits:
    splits = load()
    splits.train.images[20] = splits.train.images[2]
    return splits


def shuffled() -> zoo.Splits:
    order = np.random.default_rng().permutation(24)
    splits = load()
    return _train(images=splits.train.images[order], labels=splits.train.labels[order])


class InOrder:
    """Images in their own order, whatever is asked for."""

    def __init__(self, images: np.ndarray) -> None:
        self.images = images

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, indices: Any) -> np.ndarray:
        return self.images[np.sort(indices)]


def in_order() -> zoo.Splits:
    return _train(images=InOrder(load().train.images))


def any_bytes(content: bytes, image_shape: tuple[int, int, int]) -> np.ndarray:
    return np.zeros(image_shape, np.uint8)


WRONG = [
    Wrong(_dataset("as-keras-has-it", as_keras_has_it), "loads", "tuple", "return zoo.Splits(train=, test=, classes=)"),
    Wrong(_dataset("scaled", scaled), "images", "float32", "uint8 in [0, 255]"),
    Wrong(_dataset("one-hot", one_hot), "labels", "(24, 3)", "the position of a class in `classes`"),
    Wrong(_dataset("sorted-by-class", sorted_by_class), "classes", "none of cat in train", "split class by class"),
    Wrong(_dataset("dated", load, fingerprint=lambda: f"of {next(COUNT)}"), "fingerprint", "then of", "no times"),
    Wrong(_dataset("anonymous", load, licence=""), "source and licence", "nothing", 'licence="CC-BY-4.0"'),
    Wrong(_dataset("leaking", leaking), "no overlap", "3 of test are in train", "take them out of train"),
    Wrong(_dataset("repeated", repeated), "no duplicates", "2 is 20", "keep one of each"),
    Wrong(_dataset("shuffled", shuffled), "the same twice", "of train when it is loaded again", "default_rng(0)"),
    Wrong(_dataset("in-order", in_order), "indexing", "another one", "as NumPy does"),
    Wrong(_dataset("any-bytes", load, decode=any_bytes), "files", "ndarray for it", "raise zoo.DataError"),
]

SOUND = _dataset("sound", load)
