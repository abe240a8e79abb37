"""The manifest: what it says survives the disk, and what is damaged counts as absent."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from zoo.data import manifest
from zoo.data.manifest import Manifest


@pytest.fixture
def written(tmp_path: Path) -> Manifest:
    arrays = {"a": np.arange(5, dtype=np.uint8)}
    return manifest.store(tmp_path, arrays, source="tiny", fingerprint="abc", origin="download")


def test_what_is_written_is_read(written: Manifest, tmp_path: Path) -> None:
    assert manifest.read(tmp_path) == written
    (entry,) = written.arrays.values()
    assert written.bytes == entry.bytes == (tmp_path / entry.file).stat().st_size
    assert np.load(tmp_path / entry.file).tolist() == [0, 1, 2, 3, 4]


def test_complete_looks_at_sizes(written: Manifest, tmp_path: Path) -> None:
    assert written.complete(tmp_path)
    path = tmp_path / written.arrays["a"].file
    path.write_bytes(path.read_bytes()[:-1])
    assert not written.complete(tmp_path)
    path.unlink()
    assert not written.complete(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": 1}', '{"format": 1, "arrays": {"a": 1}}'])
def test_what_cannot_be_read_is_absent(text: str, tmp_path: Path) -> None:
    (tmp_path / manifest.NAME).write_text(text)
    assert manifest.read(tmp_path) is None


def test_another_format_is_absent(written: Manifest, tmp_path: Path) -> None:
    record = json.loads((tmp_path / manifest.NAME).read_text())
    (tmp_path / manifest.NAME).write_text(json.dumps({**record, "format": 2}))
    assert manifest.read(tmp_path) is None


def test_no_folder_is_absent(tmp_path: Path) -> None:
    assert manifest.read(tmp_path / "absent") is None
