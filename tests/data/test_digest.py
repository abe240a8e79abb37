"""Checksums and fingerprints: what changes them, and what does not."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path

import numpy as np

import zoo
from zoo.data import digest


def test_a_files_checksum_is_sha256(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"zoo")
    assert digest.of_file(tmp_path / "file") == hashlib.sha256(b"zoo").hexdigest()


def test_an_arrays_checksum_sees_values_shape_and_dtype_but_not_memory_order() -> None:
    array = np.arange(6, dtype=np.uint8).reshape(2, 3)
    same = np.asfortranarray(array)
    others = [array.T, array.reshape(3, 2), array.astype(np.int8), array + 1]
    assert digest.of_array(same) == digest.of_array(array)
    assert digest.of_array(array) not in {digest.of_array(other) for other in others}


def test_content_depends_on_names_but_not_on_their_order() -> None:
    one, two = np.zeros(2), np.ones(2)
    assert digest.of_content({"a": one, "b": two}) == digest.of_content({"b": two, "a": one})
    assert digest.of_content({"a": one, "b": two}) != digest.of_content({"a": two, "b": one})


def test_a_sources_fingerprint_follows_the_pinned_checksums_alone(tiny: zoo.Source) -> None:
    moved = [dataclasses.replace(file, urls=("https://elsewhere.invalid",)) for file in tiny.files]
    changed = [dataclasses.replace(tiny.files[0], sha256="0" * 64), *tiny.files[1:]]
    assert digest.pinned(dataclasses.replace(tiny, files=tuple(moved))) == digest.pinned(tiny)
    assert digest.pinned(dataclasses.replace(tiny, files=tuple(changed))) != digest.pinned(tiny)
