"""The checks of datasets: what each finds, with the words in which it says so. What is sound passes all of them."""

from __future__ import annotations

import itertools
import os
import socket
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import zoo
from zoo.errors import DataError
from zoo.plugin.discovery import entry
from zoo.testing.framework import Result, checks_of, run

RNG = np.random.default_rng(0)
TRAIN, TEST = (RNG.integers(0, 256, (size, 4, 5, 1), dtype=np.uint8) for size in (6, 4))


def splits(train: Any = TRAIN, test: Any = TEST, classes: Any = ("a", "b"), labels: Any = None) -> zoo.Splits:
    of_train = np.arange(len(train)) % 2 if labels is None else labels
    return zoo.Splits(
        train=zoo.Split(images=train, labels=of_train),
        test=zoo.Split(images=test, labels=np.arange(len(test)) % 2),
        classes=classes,
    )


def dataset(load: Callable[[], Any] = lambda: splits(), **named: Any) -> zoo.Dataset:
    told = {"origin": "nobody, 2026", "licence": "CC0-1.0"}
    return zoo.Dataset(name="made", summary="made in a test", load=load, **{**told, **named})


def failures(component: zoo.Dataset) -> dict[str, Result]:
    return {found.check: found for found in run(component) if found.status == "failed"}


def test_what_is_sound_passes_every_check() -> None:
    sound = list(run(dataset(fingerprint=lambda: "f00d")))
    assert {found.check for found in sound if found.status == "passed"} >= {"no overlap", "the same twice", "indexing"}
    assert not [str(found) for found in sound if found.status == "failed"]
    assert len(sound) == len(checks_of("dataset"))


@pytest.mark.parametrize(
    ("load", "check", "found"),
    [
        (lambda: (TRAIN, TEST), "loads", "tuple"),
        (lambda: splits(TRAIN / 255), "images", "float64 of shape"),
        (lambda: splits(TRAIN // 128, TEST // 128), "images", "none above 1"),
        (lambda: splits(test=TEST[:, :3]), "images", r"\(3, 5, 1\)"),
        (lambda: splits(labels=np.arange(6)), "labels", "labels from 0 to 5 in made"),
        (lambda: splits(labels=np.arange(5) % 2), "labels", "6 images and 5 labels"),
        (lambda: splits(labels=np.zeros(6, dtype=np.int64)), "classes", "none of b in train"),
        (lambda: splits(classes=("a", "a")), "classes", "'a' 2 times"),
        (lambda: splits(classes=("a", 7)), "classes", "7"),
        (lambda: splits(test=TRAIN[2:]), "no overlap", "4 of test are in train: train 2 is test 0, .* and 1 more"),
        (lambda: splits(TRAIN[[0, 1, 2, 3, 1, 5]]), "no duplicates", "1 again in train: 1 is 4"),
        (lambda: splits(np.random.default_rng().permutation(TRAIN)), "the same twice", "images of train when"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_with_the_data(load: Callable[[], Any], check: str, found: str) -> None:
    import re

    failed = failures(dataset(load))[check]
    assert re.search(found, failed.found), failed.found
    assert failed.expected
    assert failed.remedy


class _Images:
    """Training images that are indexed as told."""

    def __init__(self, index: Callable[[np.ndarray, Any], np.ndarray]) -> None:
        self.index, self.kept = index, TRAIN.copy()

    def __len__(self) -> int:
        return len(TRAIN)

    def __getitem__(self, indices: Any) -> np.ndarray:
        return self.index(self.kept, indices)


@pytest.mark.parametrize(
    ("index", "found"),
    [
        (lambda pixels, indices: pixels[np.sort(indices)], "another one"),
        (lambda pixels, indices: pixels[np.unique(indices)], "3"),
        (lambda pixels, indices: pixels[indices] if len(indices) else pixels[:0, 0], "(0, 5, 1)"),
        (lambda pixels, indices: pixels[:1] if len(indices) == 1 else pixels[indices], "another one"),
        (
            lambda pixels, indices: pixels[int(indices[0])][None] if len(indices) == 1 else pixels[indices],
            "changes the dataset",
        ),
    ],
    ids=["sorted", "once each", "empty", "the first", "its own"],
)
def test_images_that_cannot_be_indexed_by_any_array(index: Callable[..., np.ndarray], found: str) -> None:
    failed = failures(dataset(lambda: splits(_Images(index))))["indexing"]
    assert found in failed.found


COUNT = itertools.count()


@pytest.mark.parametrize(
    ("fingerprint", "found"),
    [(lambda: 7, "7"), (lambda: "", "''"), (lambda: str(next(COUNT)), "0, then 1")],
    ids=["number", "empty", "changing"],
)
def test_fingerprints_that_are_none(fingerprint: Callable[[], Any], found: str) -> None:
    assert failures(dataset(fingerprint=fingerprint))["fingerprint"].found == found


def test_labels_that_are_none_are_told_once() -> None:
    assert list(failures(dataset(lambda: splits(labels=np.array(["a", "b"] * 3))))) == ["labels"]


def test_what_is_not_said_of_it() -> None:
    assert failures(dataset(origin=""))["source and licence"].expected == "`origin` in its description"
    assert failures(dataset(licence=" "))["source and licence"].expected == "`licence` in its description"


def test_a_load_that_asks_for_the_network() -> None:
    def download() -> zoo.Splits:
        urllib.request.urlopen("http://example.org/images.npz")
        return splits()

    def try_to() -> zoo.Splits:
        try:
            socket.create_connection(("192.0.2.1", 80))
        except OSError:
            return splits()
        raise AssertionError

    assert failures(dataset(download))["loads"].found.startswith("it asks for example.org (test_datasets.py:")
    failed = failures(dataset(try_to))
    assert failed["loads"].found == "it asks for 192.0.2.1"
    assert set(failed) == {"loads"}


def test_published_data_that_are_not_here_are_a_skip() -> None:
    def load() -> zoo.Splits:
        assert os.environ["ZOO_OFFLINE"] == "1"
        raise DataError("They are damaged.")

    source = zoo.Source(name="far", files=(), parse=lambda folder: {})
    found = {each.check: each for each in run(dataset(load, source=source))}
    assert found["loads"].reason == "far is not on this machine. Try: zoo data fetch far"
    assert {each.status for each in found.values()} == {"passed", "skipped"}
    assert failures(dataset(load))["loads"].found == "They are damaged."


def test_what_cannot_be_loaded_fails_once_and_skips_the_rest() -> None:
    def load() -> zoo.Splits:
        raise OSError("no such file")

    found = list(run(replace(dataset(), load=load)))
    assert [each.check for each in found if each.status == "failed"] == ["loads"]
    skipped = {each.check for each in found if each.reason == "an earlier check tells why"}
    assert skipped >= {"images", "labels", "classes", "no overlap", "the same twice", "indexing"}


SHUFFLED = """
import numpy as np
import zoo

def load():
    classes = tuple({f"class {index}" for index in range(12)})
    images = np.random.default_rng(0).integers(0, 256, (24, 4, 5, 1), dtype=np.uint8)
    train, test = (zoo.Split(images=part, labels=np.arange(12)) for part in (images[:12], images[12:]))
    return zoo.Splits(train=train, test=test, classes=classes)

@zoo.hookimpl
def zoo_datasets():
    told = {"origin": "nobody", "licence": "CC0-1.0", "fingerprint": lambda: str(hash("a"))}
    yield zoo.Dataset(name="shuffled", summary="classes that are a set", load=load, **told)
"""


def test_what_is_the_same_in_one_process_and_not_in_the_next(tmp_path: Path) -> None:
    file = tmp_path / "shuffled.py"
    file.write_text(SHUFFLED)
    [component] = entry(str(file)).load().zoo_datasets()
    [found] = run(component, only=["the same twice"], module=str(file))
    assert found.found == "other classes and fingerprint in another process"
    assert found.remedy.startswith("sort what comes from a set or a folder")
