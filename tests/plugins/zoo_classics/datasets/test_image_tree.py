"""Image folders: which files count, and every layout that is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import zoo
from zoo_classics.datasets.image_tree import find


def test_one_tree(one_tree: Path) -> None:
    tree = find(one_tree)
    assert tree.classes == ["cat", "dog"]
    assert tree.files[:2] == ["cat/0.png", "cat/1.png"]
    assert tree.labels == [0] * 10 + [1] * 10
    assert tree.trained is None


def test_train_and_test(two_trees: Path) -> None:
    tree = find(two_trees)
    assert tree.classes == ["cat", "dog"]
    assert tree.trained == 6
    assert [file.split("/")[0] for file in tree.files] == ["train"] * 6 + ["test"] * 4
    assert tree.labels == [0, 0, 0, 1, 1, 1, 0, 0, 1, 1]


def test_suffixes_in_either_case_and_nothing_else(tmp_path: Path) -> None:
    for name in (
        "cat/a.JPG",
        "cat/b.jpeg",
        "cat/c.PnG",
        "cat/.hidden.jpg",
        "cat/Thumbs.db",
        "cat/d.jpg.txt",
        "dog/e.jpg",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / ".cache").mkdir()
    (tmp_path / "readme.md").touch()
    assert find(tmp_path).files == ["cat/a.JPG", "cat/b.jpeg", "cat/c.PnG", "dog/e.jpg"]


def refused(root: Path) -> zoo.DataError:
    with pytest.raises(zoo.DataError) as caught:
        find(root)
    assert len(caught.value.render().splitlines()) <= 6
    assert caught.value.hint == "zoo show image-folder"
    return caught.value


def test_no_folder(tmp_path: Path) -> None:
    assert "There is no folder" in refused(tmp_path / "absent").message


def test_an_empty_folder(tmp_path: Path) -> None:
    error = refused(tmp_path)
    assert "holds no images" in error.message
    assert "CLASS/*.jpg" in str(error.cause)


def test_images_without_classes(tmp_path: Path, picture: Callable[..., Path]) -> None:
    picture(tmp_path / "a.png")
    assert "holds no images" in refused(tmp_path).message


def test_one_class(tmp_path: Path, picture: Callable[..., Path]) -> None:
    picture(tmp_path / "cat" / "a.png")
    assert "one class alone: cat" in refused(tmp_path).message


def test_a_class_without_images(one_tree: Path) -> None:
    (one_tree / "emu").mkdir()
    assert refused(one_tree).message == f"{one_tree / 'emu'} holds no images."


def test_train_without_test(two_trees: Path) -> None:
    (two_trees / "test").rename(two_trees.parent / "elsewhere")
    assert "not both train and test" in refused(two_trees).message


def test_classes_that_differ(two_trees: Path) -> None:
    (two_trees / "test" / "dog").rename(two_trees / "test" / "wolf")
    error = refused(two_trees)
    assert "different classes" in error.message
    assert error.cause == "only in train: dog; only in test: wolf."
