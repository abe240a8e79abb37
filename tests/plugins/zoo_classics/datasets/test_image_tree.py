"""Image folders: which files count, and every layout that is refused."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import zoo
from zoo_classics.datasets.image_tree import SUFFIXES, describe, find


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


def touch(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()


def test_every_suffix_in_either_case(tmp_path: Path) -> None:
    names = sorted(f"cat/{number}{suffix}" for number, suffix in enumerate([*SUFFIXES, ".JPG", ".PnG"]))
    touch(tmp_path, *names, "dog/e.jpg", ".cache/a.jpg", "readme.md")
    assert find(tmp_path).files == [*names, "dog/e.jpg"]
    assert not describe(find(tmp_path).left)


def test_what_is_left_out_is_said(tmp_path: Path) -> None:
    touch(
        tmp_path,
        "cat/a.jpg",
        "cat/.hidden.jpg",
        "cat/Thumbs.db",
        "cat/b.db",
        "cat/d.jpg.txt",
        "cat/readme",
        "dog/e.jpg",
    )
    touch(tmp_path, "stray.jpg")
    os.mkfifo(tmp_path / "cat" / "f.jpg")
    (tmp_path / "dog" / "gone.jpg").symlink_to("nowhere.jpg")
    (tmp_path / "dog" / "self.jpg").symlink_to("self.jpg")
    tree = find(tmp_path)
    assert tree.files == ["cat/a.jpg", "dog/e.jpg"]
    assert {reason: sorted(files) for reason, files in tree.left.items()} == {
        "in no class's folder": ["stray.jpg"],
        "hidden": ["cat/.hidden.jpg"],
        ".db": ["cat/Thumbs.db", "cat/b.db"],
        ".txt": ["cat/d.jpg.txt"],
        "without a suffix": ["cat/readme"],
        "neither file nor folder": ["cat/f.jpg"],
        "dangling": ["dog/gone.jpg", "dog/self.jpg"],
    }
    assert describe(tree.left).startswith("2 .db (cat/Thumbs.db), 2 dangling (dog/gone.jpg), 1 ")
    assert describe(tree.left).endswith(", 3 more kinds")


def test_images_however_deep_are_of_the_first_folder_s_class(tmp_path: Path) -> None:
    touch(tmp_path, "cat/z.jpg", "cat/b/c/1.jpg", "cat/b.jpg", "cat/a/1.jpg", "dog/deep/2.jpg")
    tree = find(tmp_path)
    assert tree.files == ["cat/a/1.jpg", "cat/b/c/1.jpg", "cat/b.jpg", "cat/z.jpg", "dog/deep/2.jpg"]
    assert tree.labels == [0, 0, 0, 0, 1]
    assert sorted(tree.files, key=tree.place) == tree.files


def test_links_to_folders_are_followed_once(tmp_path: Path) -> None:
    touch(tmp_path, "cat/a.jpg", "dog/b.jpg", "elsewhere.d/c.jpg")
    (tmp_path / "elsewhere.d").rename(tmp_path.with_name("elsewhere"))
    (tmp_path / "cat" / "more").symlink_to(tmp_path.with_name("elsewhere"))
    (tmp_path / "cat" / "round").symlink_to(tmp_path / "cat")
    tree = find(tmp_path)
    assert tree.files == ["cat/a.jpg", "cat/more/c.jpg", "dog/b.jpg"]
    assert {reason: files for reason, files in tree.left.items() if files} == {
        "leading back to a folder around it": ["cat/round"]
    }


@pytest.mark.parametrize("name", ["train", "test"])
def test_a_class_called_train_is_a_class(name: str, tmp_path: Path) -> None:
    touch(tmp_path, "bus/a.jpg", "car/b.jpg", f"{name}/c.jpg")
    assert find(tmp_path).classes == sorted(["bus", "car", name])
    assert find(tmp_path).trained is None
    assert sorted(find(tmp_path).files, key=find(tmp_path).place) == find(tmp_path).files


def test_train_and_test_are_classes_where_neither_holds_any(tmp_path: Path) -> None:
    touch(tmp_path, "bus/a.jpg", "test/b.jpg", "train/c.jpg")
    assert find(tmp_path).classes == ["bus", "test", "train"]


@pytest.mark.parametrize(
    "names", [("train/a.jpg", "test/b.jpg"), ("train/cat/a.jpg", "train/dog/a.jpg", "val/cat/a.jpg")]
)
def test_parts_are_never_taken_for_classes(names: tuple[str, ...], tmp_path: Path) -> None:
    touch(tmp_path, *names)
    refused(tmp_path)


def test_folders_beside_train_and_test_are_known(two_trees: Path) -> None:
    touch(two_trees, "val/cat/a.jpg", ".git/b.jpg", "c.jpg", "train/d.jpg")
    tree = find(two_trees)
    assert tree.aside == ["val"]
    assert tree.left == {"in no class's folder": ["c.jpg", "train/d.jpg"]}
    assert len(tree.files) == 10


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
    touch(one_tree, "emu/a.heic")
    error = refused(one_tree)
    assert error.message == f"{one_tree / 'emu'} holds no images."
    assert error.cause == "1 of 3 classes are empty. Left out: 1 .heic (emu/a.heic)."


def test_a_folder_that_may_not_be_read(one_tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(where: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    assert refused(one_tree).cause == "Permission denied."


def test_train_without_test(two_trees: Path) -> None:
    (two_trees / "test").rename(two_trees.parent / "elsewhere")
    assert "not both train and test" in refused(two_trees).message


def test_classes_that_differ(two_trees: Path) -> None:
    (two_trees / "test" / "dog").rename(two_trees / "test" / "wolf")
    error = refused(two_trees)
    assert "different classes" in error.message
    assert error.cause == "only in train: dog; only in test: wolf."
