"""The manifest: what it says survives the disk, and what is damaged counts as absent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zoo.data import manifest
from zoo.data.manifest import Entry, Manifest


@pytest.fixture
def written(tmp_path: Path) -> Manifest:
    (tmp_path / "a.npy").write_bytes(b"12345")
    made = Manifest(
        source="tiny",
        fingerprint="abc",
        origin="download",
        created="2026-01-01T00:00:00+00:00",
        arrays={"a": Entry(file="a.npy", bytes=5, sha256="f" * 64)},
    )
    made.write(tmp_path)
    return made


def test_what_is_written_is_read(written: Manifest, tmp_path: Path) -> None:
    assert manifest.read(tmp_path) == written
    assert written.bytes == 5


def test_complete_looks_at_sizes(written: Manifest, tmp_path: Path) -> None:
    assert written.complete(tmp_path)
    (tmp_path / "a.npy").write_bytes(b"1234")
    assert not written.complete(tmp_path)
    (tmp_path / "a.npy").unlink()
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
