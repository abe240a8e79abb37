"""The IDX format: the array in it, and every way in which a file is not one."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

import zoo
from zoo_classics.datasets.idx import read_idx

HEADER = bytes([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3])
CONTENT = HEADER + bytes(range(6))


def test_an_archive_and_its_unpacked_file_read_alike(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(CONTENT)
    (tmp_path / "packed.gz").write_bytes(gzip.compress(CONTENT))
    for name in ("plain", "packed"):
        array = read_idx(tmp_path, name, (2, 3))
        assert array.dtype == np.uint8
        assert array.tolist() == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "starts with nothing"),
        (b"<!DOCTYPE html><html>", "is not IDX of bytes, 2 x 3"),
        (CONTENT[:-1], "expected 18 bytes, received 17"),
        (CONTENT + b"x", "expected 18 bytes, received 19"),
        (bytes([0, 0, 8, 3]) + CONTENT[4:], "is not IDX"),
        (bytes([0, 0, 9, 2]) + CONTENT[4:], "is not IDX"),
        (CONTENT[:7] + b"\x03" + CONTENT[8:], "is not IDX of bytes, 2 x 3"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_other_content_is_refused(content: bytes, says: str, packed: bool, tmp_path: Path) -> None:
    (tmp_path / ("file.gz" if packed else "file")).write_bytes(gzip.compress(content) if packed else content)
    with pytest.raises(zoo.DataError, match="file is damaged") as caught:
        read_idx(tmp_path, "file", (2, 3))
    assert says in str(caught.value.cause)


@pytest.mark.parametrize(
    "damage", [lambda packed: packed[:-12], lambda packed: b"no gzip", lambda packed: packed[:-5] + b"\0" * 5]
)
def test_damaged_archives_are_refused(damage, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "file.gz").write_bytes(damage(gzip.compress(CONTENT)))
    with pytest.raises(zoo.DataError, match=r"file\.gz is damaged"):
        read_idx(tmp_path, "file", (2, 3))


def test_a_missing_file_names_both_forms(tmp_path: Path) -> None:
    with pytest.raises(zoo.DataError, match=r"holds neither file\.gz nor file"):
        read_idx(tmp_path, "file", (2, 3))
