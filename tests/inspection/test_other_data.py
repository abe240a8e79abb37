"""A trained net on another dataset: what is refused, what is done to images, and what is said of the difference."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import zoo
from zoo.errors import RunFailed, UsageError
from zoo.experiments.experiment import Part
from zoo.inspection import other_data

CLASSES = ("a", "b", "c")


class Bright:
    """A run of (4, 6, 3) images whose net finds the brightest channel."""

    name, image_shape, classes, record = "r.1", (4, 6, 3), CLASSES, {"test_accuracy": 0.9, "dataset": "own"}
    labels = np.zeros(100, dtype=np.int32)

    def __init__(self) -> None:
        self.seen: np.ndarray | None = None

    def predict(self, images: other_data.Images) -> np.ndarray:
        self.seen = images[np.arange(len(images))]
        return self.seen.mean(axis=(1, 2)).astype(np.float32)


def splits(shape: tuple[int, int, int] = (4, 6, 3), classes: tuple[str, ...] = CLASSES, count: int = 30) -> zoo.Splits:
    """A test split in which the channel of each image's class, by the order of `CLASSES`, is bright."""
    labels = np.arange(count) % len(classes)
    images = np.zeros((count, *shape), dtype=np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[:, :, CLASSES.index(classes[label]) if shape[2] == 3 else 0] = 200
    split = zoo.Split(images=images, labels=labels)
    return zoo.Splits(train=split, test=split, classes=classes, notes=["as they came"])


def ask(found: zoo.Splits) -> tuple[dict, Bright]:
    run = Bright()
    other_data.refuse(run, "other", found)  # type: ignore[arg-type]
    return other_data.ask(run, "other", found, "d1"), run  # type: ignore[arg-type]


def test_the_same_classes_in_another_order_are_the_same_classes() -> None:
    for order in (CLASSES, ("c", "a", "b")):
        assert ask(splits(classes=order))[0]["accuracy"] == 1.0


def test_the_difference_has_the_spread_of_both_sets_of_images() -> None:
    found, _ = ask(splits())
    assert (found["images"], found["own_accuracy"], found["notes"]) == (30, 0.9, ["as they came"])
    assert found["difference"] == pytest.approx(0.1)
    assert found["half_width"] == pytest.approx(1.959964 * math.sqrt(0.9 * 0.1 / 100))


def test_its_own_test_images_differ_by_nothing() -> None:
    assert other_data.ask(Bright(), "own", splits(), "d1")["half_width"] == 0  # type: ignore[arg-type]


def test_images_of_the_same_size_stay_as_they_are() -> None:
    _, run = ask(splits())
    assert run.seen is not None
    assert run.seen.dtype == np.uint8


def test_smaller_images_are_resized_up_and_grey_is_repeated() -> None:
    found, run = ask(splits((2, 3, 1)))
    assert run.seen is not None
    assert (run.seen.shape, run.seen.dtype) == ((30, 4, 6, 3), np.float32)
    assert np.all(run.seen == 200)
    assert found["notes"][1:] == [
        "images are resized from 2x3 to 4x6, bilinear",
        "grey is repeated to three channels",
    ]


@pytest.mark.parametrize("classes", [("a", "b"), ("a", "b", "d"), (*CLASSES, "d")])
def test_other_classes_are_refused_by_name(classes: tuple[str, ...]) -> None:
    found = replace(splits(), classes=classes)
    with pytest.raises(UsageError, match="has other classes") as refused:
        other_data.refuse(Bright(), "other", found)  # type: ignore[arg-type]
    for name in set(classes) ^ set(CLASSES):
        assert name in str(refused.value.cause)


@pytest.mark.parametrize("shape", [(5, 6, 3), (4, 7, 3), (8, 12, 3), (2, 2, 3), (4, 6, 4), (4, 6, 2)])
def test_images_that_the_net_cannot_take_are_refused(shape: tuple[int, int, int]) -> None:
    split = zoo.Split(images=np.zeros((3, *shape), dtype=np.uint8), labels=np.arange(3))
    with pytest.raises(UsageError, match="cannot take the images") as refused:
        other_data.refuse(Bright(), "other", zoo.Splits(train=split, test=split, classes=CLASSES))  # type: ignore[arg-type]
    assert "x".join(map(str, shape)) in str(refused.value.cause)


def test_logits_that_are_not_finite_are_no_result() -> None:
    run = SimpleNamespace(
        **{key: getattr(Bright, key) for key in ("name", "image_shape", "classes", "record", "labels")}
    )
    run.predict = lambda images: np.full((30, 3), np.nan, dtype=np.float32)
    with pytest.raises(RunFailed, match="not finite"):
        other_data.ask(run, "other", splits(), "d1")  # type: ignore[arg-type]


def test_what_is_found_is_kept_under_the_name_of_the_dataset(tmp_path: Path) -> None:
    plain, other = Part("other", {}), Part("other", {"size": 3}, ("size",))
    files = [
        other_data.keep(tmp_path, part, {"accuracy": accuracy}) for part, accuracy in ((plain, 0.5), (other, 0.25))
    ]
    assert files[0] == tmp_path / "evaluations" / "other.json"
    assert [json.loads(file.read_text())["accuracy"] for file in files] == [0.5, 0.25]
