"""Imports: the publisher's archives, what they unpack to, and what is neither."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import numpy as np
import pytest

import zoo
from zoo.data import cache, digest, importing


def unpack(archives: Path) -> None:
    """Makes of the archives what `parse` takes for their unpacked content."""
    for path in list(archives.iterdir()):
        path.rename(path.with_suffix(""))


def test_the_publishers_archives_are_taken(tiny: zoo.Source, archives: Path) -> None:
    manifest = importing.import_data(tiny, archives)
    assert manifest.fingerprint == digest.pinned(tiny) == zoo.source_fingerprint(tiny)
    assert manifest.origin == str(archives)
    assert zoo.arrays(tiny)["labels"].tolist() == [0, 1, 2]


def test_as_is_marks_nothing_that_is_as_published(tiny: zoo.Source, archives: Path) -> None:
    assert not importing.import_data(tiny, archives, as_is=True).as_is


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (bytes([0, 1, 1]), "labels.bin: checksum mismatch: expected SHA-256"),
        (bytes([0, 1]), "labels.bin: it is truncated: expected 3 bytes, received 2"),
        (bytes([0, 1, 2, 2]), "labels.bin: it is too large: expected 3 bytes, received 4"),
    ],
)
def test_what_differs_needs_as_is(content: bytes, says: str, tiny: zoo.Source, archives: Path) -> None:
    (archives / "labels.bin").write_bytes(content)
    with pytest.raises(zoo.DataError) as caught:
        importing.import_data(tiny, archives)
    assert says in str(caught.value.cause)
    assert caught.value.hint == f"zoo data import tiny '{archives}' --as-is"
    assert cache.cached(tiny) is None
    manifest = importing.import_data(tiny, archives, as_is=True)
    assert manifest.fingerprint.startswith("as-is:")
    assert zoo.source_fingerprint(tiny) == manifest.fingerprint
    assert zoo.arrays(tiny)["labels"].tolist() == list(content)


def test_as_is_fingerprints_follow_the_content(tiny: zoo.Source, archives: Path) -> None:
    fingerprints = set()
    for labels in ([0, 0, 0], [1, 1, 1], [0, 0, 0]):
        (archives / "labels.bin").write_bytes(bytes(labels))
        fingerprints.add(importing.import_data(tiny, archives, as_is=True).fingerprint)
    assert len(fingerprints) == 2


def test_what_is_unpacked_cannot_be_checked(tiny: zoo.Source, archives: Path) -> None:
    unpack(archives)
    with pytest.raises(zoo.DataError, match="not known to hold the published 'tiny'"):
        importing.import_data(tiny, archives)
    assert importing.import_data(tiny, archives, as_is=True).as_is


def test_what_is_unpacked_is_recognised_by_its_content(tiny: zoo.Source, archives: Path) -> None:
    source = dataclasses.replace(tiny, content=digest.of_content(tiny.parse(archives)))
    unpack(archives)
    assert importing.import_data(source, archives).fingerprint == digest.pinned(source)
    (archives / "labels").write_bytes(bytes([0, 1, 1]))
    with pytest.raises(zoo.DataError, match="not known") as caught:
        importing.import_data(source, archives)
    assert "differs from what the published archives unpack to" in str(caught.value.cause)


def test_a_wrong_structure_is_refused_even_as_is(tiny: zoo.Source, archives: Path) -> None:
    (archives / "labels.bin").write_bytes(bytes([0, 1, 9]))
    with pytest.raises(zoo.DataError, match="label above 2"):
        importing.import_data(tiny, archives, as_is=True)
    assert cache.cached(tiny) is None


def test_an_empty_folder_says_what_is_missing(tiny: zoo.Source, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(zoo.DataError, match=r"holds no numbers\.bin"):
        importing.import_data(tiny, tmp_path / "empty")


def test_what_is_no_file_is_refused_and_not_waited_for(tiny: zoo.Source, archives: Path) -> None:
    one = dataclasses.replace(tiny, files=tiny.files[1:], unpacked=("labels",))
    (archives / "labels.bin").unlink()
    os.mkfifo(archives / "labels.bin")
    for path in (archives, archives / "labels.bin"):
        with pytest.raises(zoo.DataError, match=r"labels\.bin is no file"):
            importing.import_data(one, path)
    (archives / "labels.bin").rename(archives / "labels")
    with pytest.raises(zoo.DataError, match="labels is no file"):
        importing.import_data(one, archives)


def test_nothing_at_the_path(tiny: zoo.Source, tmp_path: Path) -> None:
    with pytest.raises(zoo.DataError, match="There is nothing at"):
        importing.import_data(tiny, tmp_path / "absent")


def test_a_single_archive_may_be_given_itself_whatever_it_is_called(tiny: zoo.Source, archives: Path) -> None:
    def parse(folder: Path) -> dict[str, np.ndarray]:
        return {"labels": np.frombuffer((folder / "labels.bin").read_bytes(), np.uint8)}

    one = dataclasses.replace(tiny, files=tiny.files[1:], parse=parse)
    renamed = (archives / "labels.bin").rename(archives / "labels (1).bin")
    assert importing.import_data(one, renamed).fingerprint == digest.pinned(one)


def test_one_of_several_archives_is_not_enough(tiny: zoo.Source, archives: Path) -> None:
    with pytest.raises(zoo.DataError) as caught:
        importing.import_data(tiny, archives / "labels.bin")
    assert "has 2: numbers.bin, labels.bin" in caught.value.message
    assert caught.value.hint == f"zoo data import tiny '{archives}'"
