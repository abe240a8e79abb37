"""A folder of images as a dataset: what is loaded, decoded on demand, split, and refused."""

from __future__ import annotations

import shutil
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import zoo
from zoo_classics.datasets import image_folder


def test_one_tree_is_split_by_its_own_seed(one_tree: Path) -> None:
    splits = image_folder.load(path=one_tree)
    assert splits.classes == ["cat", "dog"]
    assert (len(splits.train.images), len(splits.test.images)) == (16, 4)
    assert splits.test.labels.tolist() == [0, 0, 1, 1]
    assert splits.train.labels.dtype == np.int64
    again, other = image_folder.load(path=one_tree), image_folder.load(path=one_tree, split_seed=1)
    assert np.array_equal(splits.test.images[:], again.test.images[:])
    assert not np.array_equal(splits.test.images[:], other.test.images[:])
    assert len(image_folder.load(path=one_tree, test_fraction=0.5).test.images) == 10


def test_images_match_their_labels(one_tree: Path) -> None:
    splits = image_folder.load(path=one_tree, size=4)
    for split in (splits.train, splits.test):
        assert (split.images[:][:, 0, 0, 0] == 100 * split.labels).all()
    greens = np.concatenate([split.images[:][:, 0, 0, 1] for split in (splits.train, splits.test)])
    assert sorted(greens) == sorted([*range(0, 100, 10)] * 2)


def test_train_and_test_stay_apart(two_trees: Path) -> None:
    splits = image_folder.load(path=two_trees, split_seed=5)
    assert splits.train.labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert set(splits.train.images[:][..., 2].ravel()) == {len("train")}
    assert set(splits.test.images[:][..., 2].ravel()) == {len("test")}


@pytest.mark.parametrize("most", ["0", "1GB"])
def test_indexing_as_an_array_is_indexed(most: str, one_tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOO_KEEP", most)
    images = image_folder.load(path=one_tree, size=6).train.images
    everything = images[np.arange(16)]
    assert everything.shape == (16, 6, 6, 3)
    assert everything.dtype == np.uint8
    assert np.array_equal(images[np.array([7, 2, 7])], everything[[7, 2, 7]])
    assert np.array_equal(images[3:5], everything[3:5])
    assert np.array_equal(images[4], everything[4])
    assert images[np.array([], int)].shape == (0, 6, 6, 3)


def test_sizes_and_modes_may_be_mixed(tmp_path: Path, picture: Callable[..., Path]) -> None:
    for number, (mode, colour) in enumerate((("L", 9), ("RGB", (9, 9, 9)), ("P", 0), ("RGBA", (9, 9, 9, 255)))):
        for name in ("cat", "dog"):
            picture(tmp_path / name / f"{number}.png", colour, (5 + number, 30 - number), mode)
            picture(tmp_path / name / f"{number}.JPG", 77, (5 + number, 30 - number), "L")
    splits = image_folder.load(path=tmp_path, size=8)
    assert splits.train.images[:].shape[1:] == (8, 8, 3)


@pytest.mark.parametrize("most", ["0", "1GB"])
def test_only_what_is_asked_for_is_in_memory(most: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """200 images of 300 kB each, once decoded; four at a time must not add up."""
    noise = np.random.default_rng(0).integers(0, 256, (40, 40, 3), dtype=np.uint8)
    for name in ("cat", "dog"):
        (tmp_path / name).mkdir()
        for number in range(100):
            Image.fromarray(np.roll(noise, number)).save(tmp_path / name / f"{number}.png")
    monkeypatch.setenv("ZOO_KEEP", most)
    images = image_folder.load(path=tmp_path, size=320).train.images
    images[np.arange(4)]
    tracemalloc.start()
    for start in range(0, 160, 4):
        images[np.arange(start, start + 4)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * 320 * 320 * 3


def test_unreadable_images_are_found_before_training(one_tree: Path) -> None:
    (one_tree / "cat" / "2.png").write_bytes(b"no image")
    with pytest.raises(zoo.DataError, match=r"1 of 20 images in .* cannot be read; the first is cat/2\.png"):
        image_folder.load(path=one_tree)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b"no image"),
        lambda path: path.write_bytes((path.parents[1] / "dog" / "3.png").read_bytes()),
    ],
)
def test_an_image_damaged_or_exchanged_later_is_named(damage: Callable[[Path], object], one_tree: Path) -> None:
    images = image_folder.load(path=one_tree).train.images
    for path in one_tree.rglob("cat/*.png"):
        damage(path)
    with pytest.raises(zoo.DataError, match=r"\.png cannot be read"):
        images[np.arange(3)]


def test_a_class_of_one_image_cannot_be_split(one_tree: Path, picture: Callable[..., Path]) -> None:
    picture(one_tree / "emu" / "a.png")
    with pytest.raises(zoo.DataError, match=r"Class emu in .* has one image alone"):
        image_folder.load(path=one_tree)


def test_path_is_required_and_made_absolute(one_tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(zoo.UsageError, match="needs a value for path"):
        image_folder.DATASET.resolve({})
    monkeypatch.chdir(one_tree.parent)
    assert image_folder.DATASET.resolve({"path": "images"})["path"] == one_tree


@pytest.mark.parametrize("given", [{"size": "0"}, {"test_fraction": "1"}, {"test_fraction": "0"}, {"split_seed": "-1"}])
def test_parameters_out_of_bounds_are_refused(given: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(zoo.UsageError):
        image_folder.DATASET.resolve({"path": str(tmp_path), **given})


def test_the_fingerprint_follows_the_images_alone(one_tree: Path) -> None:
    values = image_folder.DATASET.resolve({"path": str(one_tree)})
    first = image_folder.DATASET.call("fingerprint", values)
    assert image_folder.DATASET.call("fingerprint", {**values, "size": 64, "split_seed": 3}) == first
    (one_tree / "cat" / "2.png").unlink()
    assert image_folder.DATASET.call("fingerprint", values) != first


@pytest.mark.real_data
def test_real_photographs(real_data: Path, tmp_path: Path) -> None:
    for part in ("train", "test"):
        for name in ("airplane", "frog"):
            (tmp_path / part / name).mkdir(parents=True)
            for path in sorted((real_data / "cifar10-images" / part / name).iterdir())[:10]:
                shutil.copy(path, tmp_path / part / name)
    splits = image_folder.load(path=tmp_path)
    assert splits.train.images[:].shape == (20, 32, 32, 3)
    source = real_data / "cifar10-images" / "test" / "airplane"
    first = np.asarray(Image.open(sorted(source.iterdir())[0]).convert("RGB"))
    assert np.array_equal(splits.test.images[0], first)
