"""Decoded images on disk: the same as decoding anew, made once, and made anew when anything about them changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import zoo
from zoo_classics.datasets import image_folder
from zoo_classics.datasets.image_pixels import ImageFiles


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Collects the files that are decoded to be trained on."""
    files: list[bytes] = []
    decode = ImageFiles._decode
    monkeypatch.setattr(ImageFiles, "_decode", lambda self, file, sha: files.append(file) or decode(self, file, sha))
    return files


def kept() -> list[Path]:
    return sorted((zoo.data_folder() / "image-folder").glob("*.pixels"))


def read(path: Path, **parameters: object) -> list[np.ndarray]:
    splits = image_folder.load(path=path, **parameters)  # type: ignore[arg-type]
    return [split.images[:] for split in (splits.train, splits.test)]


@pytest.mark.parametrize("fit", ["crop", "pad", "stretch"])
def test_kept_images_are_the_decoded_ones(fit: str, one_tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(one_tree, size=6, fit=fit)
    found = read(one_tree, size=6, fit=fit)
    monkeypatch.setenv("ZOO_KEEP", "0")
    assert all(map(np.array_equal, found, read(one_tree, size=6, fit=fit)))


def test_images_are_decoded_when_they_are_first_asked_for(one_tree: Path, decoded: list[bytes]) -> None:
    images = image_folder.load(path=one_tree).train.images
    assert decoded == []
    images[:]
    assert len(decoded) == 16
    read(one_tree, split_seed=3)
    assert len(decoded) == 20
    for parameters in ({"size": 8}, {"fit": "pad"}):
        read(one_tree, **parameters)
    assert (len(decoded), len(kept())) == (60, 3)


def test_an_exchanged_picture_is_seen(one_tree: Path, picture: Callable[..., Path]) -> None:
    read(one_tree)
    picture(one_tree / "cat" / "0.png", (1, 2, 3))
    assert [image[0, 0].tolist() for images in read(one_tree) for image in images].count([1, 2, 3]) == 1


@pytest.mark.parametrize("changed", ["PIL.__version__", "zoo_classics.datasets.image_decoding.__file__"])
def test_another_decoder_decodes_anew(
    changed: str, one_tree: Path, decoded: list[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    read(one_tree)
    (tmp_path / "other.py").write_text("another")
    monkeypatch.setattr(changed, str(tmp_path / "other.py"))
    read(one_tree)
    assert len(decoded) == 40


def test_a_folder_that_moved_is_not_decoded_again(one_tree: Path, decoded: list[bytes]) -> None:
    before = read(one_tree)
    after = read(one_tree.rename(one_tree.with_name("elsewhere")))
    assert all(map(np.array_equal, before, after))
    assert (len(decoded), len(kept())) == (20, 1)
