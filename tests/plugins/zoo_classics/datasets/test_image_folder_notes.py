"""What a run on a folder of images says: what is left out, what is lost, and test images that were trained on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from zoo_classics.datasets.image_folder import load


@pytest.fixture
def square(tmp_path: Path, picture: Callable[..., Path]) -> Path:
    """Two classes of ten square images, each of its own shade."""
    for label, name in enumerate(("cat", "dog")):
        for number in range(10):
            picture(tmp_path / "images" / name / f"{number}.png", (100 * label, 10 * number, 0), (8, 8))
    return tmp_path / "images"


def notes(root: Path, **values: object) -> Sequence[str]:
    return load(path=root, **{"size": 8, **values}).notes  # type: ignore[arg-type]


def test_nothing_is_said_where_nothing_is_lost(square: Path) -> None:
    assert notes(square) == []
    assert notes(square, size=32) == []


@pytest.mark.parametrize(
    ("fit", "said"),
    [
        ("crop", "2 of 20 images are cut to their middle square (fit=pad and fit=stretch keep all of them)"),
        ("pad", "2 of 20 images are padded with black bars (fit=pad)"),
        ("stretch", "2 of 20 images are stretched to squares (fit=stretch)"),
    ],
)
def test_images_that_are_not_square(fit: str, said: str, square: Path, picture: Callable[..., Path]) -> None:
    picture(square / "cat" / "0.png", size=(9, 8))
    picture(square / "dog" / "0.png", size=(8, 9))
    larger = [] if fit == "crop" else ["2 of 20 images are resized down to 8x8 (size=8)"]
    assert notes(square, fit=fit) == [said, *larger]


def test_images_that_lose_something(square: Path) -> None:
    folder = square / "cat"
    Image.new("RGBA", (8, 8), (1, 2, 3, 99)).save(folder / "0.png")
    Image.new("I;16", (8, 8), 999).save(folder / "1.png")
    Image.new("L", (8, 8)).save(folder / "2.gif", save_all=True, append_images=[Image.new("L", (8, 8), 9)])
    assert notes(square, size=7) == [
        "21 of 21 images are resized down to 7x7 (size=7)",
        "1 of 21 images are seen through: they stand on white",
        "1 of 21 images have more than 8 bits per channel: they are reduced to 8",
        "1 of 21 images are of several: the first of each file is taken",
    ]


def test_files_and_folders_that_are_left_out(two_trees: Path) -> None:
    (two_trees / "val" / "cat").mkdir(parents=True)
    (two_trees / "train" / "cat" / "a.heic").touch()
    said = notes(two_trees, size=32)
    assert "only train and test are read of images, not val/" in said
    assert "left out of images: 1 .heic (train/cat/a.heic)" in said


def test_names_that_are_not_utf8_are_shown_as_text(two_trees: Path) -> None:
    root = two_trees.rename(os.fsdecode(os.fsencode(two_trees.parent) + b"/caf\xe9"))
    for part in ("train", "test"):
        (root / part / "dog").rename(root / part / os.fsdecode(b"v\xe9lo"))
    (root / "train" / "cat" / os.fsdecode(b"\xe9.txt")).touch()
    splits = load(path=root)
    assert splits.classes == ["cat", r"v\xe9lo"]
    assert splits.notes == [r"left out of caf\xe9: 1 .txt (train/cat/\xe9.txt)", *splits.notes[1:]]


def test_test_images_that_are_copies_of_training_images(two_trees: Path) -> None:
    shutil.copy(two_trees / "train" / "cat" / "0.png", two_trees / "test" / "cat" / "copy.png")
    assert notes(two_trees, size=32)[-1] == "1 of 5 test images are identical to training images"


def test_copies_on_both_sides_of_a_split(square: Path) -> None:
    for path in list(square.rglob("*.png")):
        for number in range(3):
            shutil.copy(path, path.with_name(f"{path.stem} ({number}).png"))
    splits = load(path=square, size=8)
    train = {image.tobytes() for image in splits.train.images[np.arange(len(splits.train.labels))]}
    copies = sum(image.tobytes() in train for image in splits.test.images[np.arange(len(splits.test.labels))])
    assert splits.notes == [f"{copies} of 16 test images are identical to training images"]


@pytest.mark.parametrize(("test_fraction", "tested"), [(0.2, 12), (0.9, 24)])
def test_few_images_are_split_with_one_of_each(
    test_fraction: float, tested: int, tmp_path: Path, picture: Callable[..., Path]
) -> None:
    for label in range(12):
        for number in range(3):
            picture(tmp_path / "images" / f"c{label:02}" / f"{number}.png", (20 * label, 80 * number, 0), (8, 8))
    splits, other = (
        load(path=tmp_path / "images", size=8, test_fraction=test_fraction, split_seed=seed) for seed in (0, 1)
    )
    assert sorted({*splits.test.labels}) == sorted({*splits.train.labels}) == list(range(12))
    assert (len(splits.test.labels), len(splits.train.labels)) == (tested, 36 - tested)
    assert splits.notes == [f"{tested} of 36 images are the test's, so that each part has one of each class"]
    assert not np.array_equal(splits.test.images[:], other.test.images[:])
