"""CIFAR-10: the expected members at their expected sizes, in memory, and nothing else."""

from __future__ import annotations

import gzip
import io
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import zoo
from zoo.data import importing
from zoo_classics.datasets import cifar10


def members(batches: dict[str, bytes], **changes: bytes) -> dict[str, bytes]:
    return {f"{cifar10.FOLDER}/{name}": content for name, content in {**batches, **changes}.items()}


def parse(folder: Path) -> dict[str, np.ndarray]:
    return cifar10.parse(folder, per_batch=2)


def check(arrays: dict[str, np.ndarray]) -> None:
    assert arrays["train_images"].shape == (10, 32, 32, 3)
    assert arrays["train_images"][:, 5, 7].tolist() == [[k, k + 1, k + 2] for k in range(5) for _ in range(2)]
    assert arrays["train_labels"].tolist() == [0, 9, 1, 9, 2, 9, 3, 9, 4, 9]
    assert arrays["test_images"].shape == (2, 32, 32, 3)
    assert arrays["test_labels"].tolist() == [5, 9]


def test_the_archive_becomes_arrays(tmp_path: Path, batches: Any, tar: Any) -> None:
    extra = {f"{cifar10.FOLDER}/readme.html": b"<html>", f"{cifar10.FOLDER}/batches.meta.txt": b"airplane"}
    tar(tmp_path / cifar10.ARCHIVE, {**extra, **members(batches)})
    check(parse(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == [cifar10.ARCHIVE]


def test_batches_in_any_order_go_to_their_places(tmp_path: Path, batches: Any, tar: Any) -> None:
    tar(tmp_path / cifar10.ARCHIVE, dict(reversed(members(batches).items())))
    check(parse(tmp_path))


@pytest.mark.parametrize("below", ["", cifar10.FOLDER])
def test_the_unpacked_folder_becomes_the_same_arrays(below: str, tmp_path: Path, batches: Any) -> None:
    (tmp_path / below).mkdir(exist_ok=True)
    for name, content in batches.items():
        (tmp_path / below / name).write_bytes(content)
    check(parse(tmp_path))


def test_rows_columns_and_colours_keep_their_places(tmp_path: Path, batches: Any) -> None:
    planes = np.random.default_rng(0).integers(0, 256, (2, 3, 32, 32), dtype=np.uint8)
    records = b"".join(bytes([3]) + image.tobytes() for image in planes)
    for name in batches:
        (tmp_path / name).write_bytes(records)
    images = parse(tmp_path)["test_images"]
    assert images[1, 4, 30].tolist() == planes[1, :, 4, 30].tolist()
    assert np.array_equal(images, planes.transpose(0, 2, 3, 1))


def test_a_missing_member_is_named(tmp_path: Path, batches: Any, tar: Any) -> None:
    del batches["data_batch_3.bin"]
    tar(tmp_path / cifar10.ARCHIVE, members(batches))
    with pytest.raises(zoo.DataError) as caught:
        parse(tmp_path)
    assert "data_batch_3.bin is not in it" in str(caught.value.cause)


@pytest.mark.parametrize("content", [b"", b"x" * 100, b"\x00" * (2 * 3073 + 1)])
def test_a_member_of_another_size_is_not_read(content: bytes, tmp_path: Path, batches: Any, tar: Any) -> None:
    tar(tmp_path / cifar10.ARCHIVE, members(batches, **{"data_batch_2.bin": content}))
    with pytest.raises(zoo.DataError, match=r"data_batch_2\.bin is damaged") as caught:
        parse(tmp_path)
    assert "expected one file of 6,146 bytes" in str(caught.value.cause)


def test_a_link_in_place_of_a_member_is_not_followed(tmp_path: Path, batches: Any) -> None:
    with tarfile.open(tmp_path / cifar10.ARCHIVE, "w:gz") as archive:
        link = tarfile.TarInfo(f"{cifar10.FOLDER}/data_batch_1.bin")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    with pytest.raises(zoo.DataError, match=r"data_batch_1\.bin is damaged"):
        parse(tmp_path)


def test_a_member_that_stands_twice_is_refused(tmp_path: Path, batches: Any) -> None:
    with tarfile.open(tmp_path / cifar10.ARCHIVE, "w:gz") as archive:
        for _ in range(2):
            member = tarfile.TarInfo(f"{cifar10.FOLDER}/test_batch.bin")
            member.size = len(batches["test_batch.bin"])
            archive.addfile(member, io.BytesIO(batches["test_batch.bin"]))
    with pytest.raises(zoo.DataError, match=r"test_batch\.bin is damaged"):
        parse(tmp_path)


@pytest.mark.parametrize("name", ["x", f"{cifar10.FOLDER}/data_batch_1.bin"])
def test_a_member_that_claims_a_terabyte_is_refused_at_once(name: str, tmp_path: Path) -> None:
    member = tarfile.TarInfo(name)
    member.size = 2**40
    (tmp_path / cifar10.ARCHIVE).write_bytes(gzip.compress(member.tobuf() + b"abc"))
    with pytest.raises(zoo.DataError) as caught:
        parse(tmp_path)
    assert "1,099,511,627,776" in str(caught.value.cause)


@pytest.mark.parametrize("keep", [0, 20, 200])
def test_a_truncated_archive_is_refused(keep: int, tmp_path: Path, batches: Any, tar: Any) -> None:
    path = tar(tmp_path / cifar10.ARCHIVE, members(batches))
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(zoo.DataError, match="damaged or not what it should be"):
        parse(tmp_path)


def test_a_label_out_of_range_is_refused(tmp_path: Path, batches: Any) -> None:
    batches["data_batch_1.bin"] = b"\x0a" + batches["data_batch_1.bin"][1:]
    for name, content in batches.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(zoo.DataError, match="holds the label 10"):
        parse(tmp_path)


def test_a_file_of_another_size_in_a_folder_is_refused(tmp_path: Path, batches: Any) -> None:
    for name, content in batches.items():
        (tmp_path / name).write_bytes(content[:-1])
    with pytest.raises(zoo.DataError, match=r"data_batch_1\.bin") as caught:
        parse(tmp_path)
    assert "expected 6,146 bytes, received 6,145" in str(caught.value.cause)


def test_an_empty_folder_names_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(zoo.DataError, match=r"neither cifar-10-binary\.tar\.gz nor data_batch_1\.bin"):
        parse(tmp_path)


@pytest.mark.real_data
def test_the_real_batches_unpacked(real_data: Path) -> None:
    folder = real_data / cifar10.FOLDER
    with pytest.raises(zoo.DataError, match="not known to hold the published 'cifar10'"):
        importing.import_data(cifar10.SOURCE, folder)
    assert importing.import_data(cifar10.SOURCE, folder, as_is=True).as_is
    splits = cifar10.DATASET.call("load", {})
    assert splits.train.images.shape == (50_000, 32, 32, 3)
    assert np.bincount(splits.test.labels).tolist() == [1000] * 10
    assert splits.classes[int(splits.test.labels[0])] in cifar10.CLASSES
    assert cifar10.fingerprint().startswith("as-is:")
