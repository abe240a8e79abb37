"""MNIST: its archives, what they unpack to, and the real ones."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import numpy as np
import pytest

import zoo
from zoo.data import cache, importing
from zoo_classics.datasets import mnist


def test_archives_become_arrays(idx_folder: Path) -> None:
    arrays = mnist.parse(idx_folder, train=6, test=4)
    assert {name: array.shape for name, array in arrays.items()} == {
        "train_images": (6, 28, 28, 1),
        "train_labels": (6,),
        "test_images": (4, 28, 28, 1),
        "test_labels": (4,),
    }
    assert arrays["train_labels"].tolist() == [0, 1, 2, 3, 4, 5]


def test_unpacked_files_become_the_same_arrays(idx_folder: Path) -> None:
    before = mnist.parse(idx_folder, train=6, test=4)
    for path in list(idx_folder.glob("*.gz")):
        path.with_suffix("").write_bytes(gzip.decompress(path.read_bytes()))
        path.unlink()
    after = mnist.parse(idx_folder, train=6, test=4)
    assert all(np.array_equal(before[name], after[name]) for name in before)


def test_another_number_of_images_is_refused(idx_folder: Path) -> None:
    with pytest.raises(zoo.DataError, match="train-images-idx3-ubyte"):
        mnist.parse(idx_folder)


def test_a_label_that_is_no_digit_is_refused(idx_folder: Path) -> None:
    labels = idx_folder / "t10k-labels-idx1-ubyte.gz"
    labels.write_bytes(gzip.compress(gzip.decompress(labels.read_bytes())[:-1] + b"\x0a"))
    with pytest.raises(zoo.DataError, match="holds the label 10"):
        mnist.parse(idx_folder, train=6, test=4)


def test_four_files_on_two_mirrors() -> None:
    assert len(mnist.SOURCE.files) == 4
    assert all(len(file.urls) == 2 and file.urls[0].endswith(file.name) for file in mnist.SOURCE.files)


@pytest.mark.real_data
def test_the_real_archives(real_data: Path) -> None:
    manifest = importing.import_data(mnist.SOURCE, real_data / "mnist")
    assert not manifest.as_is
    splits = mnist.DATASET.call("load", {})
    assert splits.train.images.shape == (60_000, 28, 28, 1)
    assert splits.train.images.dtype == np.uint8
    assert splits.train.labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert splits.test.labels.dtype == np.int64
    assert np.bincount(splits.test.labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert mnist.fingerprint() == manifest.fingerprint


@pytest.mark.real_data
def test_the_real_archives_unpacked_are_recognised(real_data: Path, tmp_path: Path) -> None:
    for path in (real_data / "mnist").glob("*.gz"):
        with gzip.open(path) as packed, (tmp_path / path.stem).open("wb") as plain:
            shutil.copyfileobj(packed, plain)
    assert not importing.import_data(mnist.SOURCE, tmp_path).as_is
    labels = tmp_path / "t10k-labels-idx1-ubyte"
    labels.write_bytes(labels.read_bytes()[:-1] + b"\x03")
    with pytest.raises(zoo.DataError, match="not known to hold the published 'mnist'"):
        importing.import_data(mnist.SOURCE, tmp_path)
    assert importing.import_data(mnist.SOURCE, tmp_path, as_is=True).as_is
    assert mnist.fingerprint().startswith("as-is:")


def test_offline_the_user_reads_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOO_OFFLINE", "1")
    with pytest.raises(zoo.DataError) as caught:
        mnist.load()
    assert caught.value.hint == "zoo data import mnist FOLDER"
    assert cache.cached(mnist.SOURCE) is None
