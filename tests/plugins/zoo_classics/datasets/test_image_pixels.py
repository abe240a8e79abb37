"""Decoded images on disk: the same as decoding anew, made once, and made anew when anything about them changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import zoo
from zoo.progress import listening
from zoo_classics.datasets import image_folder, image_pixels
from zoo_classics.datasets.image_pixels import ImageFiles, Pixels


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Collects the files that are decoded to be trained on."""
    files: list[bytes] = []
    decode = ImageFiles._decode
    monkeypatch.setattr(ImageFiles, "_decode", lambda self, file: files.append(file) or decode(self, file))
    return files


def kept() -> list[Path]:
    return sorted((zoo.data_folder() / "image-folder").glob("*.pixels"))


def test_kept_images_are_the_decoded_ones(one_tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = image_folder.load(path=one_tree, size=6)
    monkeypatch.setattr(image_pixels, "MOST", 0)
    anew = image_folder.load(path=one_tree, size=6)
    assert (type(found.train.images), type(anew.train.images)) == (Pixels, ImageFiles)
    for ours, theirs in ((found.train, anew.train), (found.test, anew.test)):
        assert np.array_equal(ours.images[:], theirs.images[:])
        assert np.array_equal(ours.labels, theirs.labels)


def test_images_are_decoded_once(one_tree: Path, decoded: list[bytes]) -> None:
    image_folder.load(path=one_tree).train.images[:]
    assert len(decoded) == 20
    image_folder.load(path=one_tree, split_seed=3).train.images[:]
    assert len(decoded) == 20
    image_folder.load(path=one_tree, size=8)
    assert len(decoded) == 40
    assert len(kept()) == 2


def test_a_changed_folder_is_decoded_anew_and_the_old_one_forgotten(
    one_tree: Path, picture: Callable[..., Path]
) -> None:
    image_folder.load(path=one_tree)
    (before,) = kept()
    picture(one_tree / "cat" / "0.png", (1, 2, 3))
    splits = image_folder.load(path=one_tree)
    corners = [image[0, 0].tolist() for split in (splits.train, splits.test) for image in split.images[:]]
    assert corners.count([1, 2, 3]) == 1
    assert kept() != [before]
    assert len(kept()) == 1


@pytest.mark.parametrize("changed", ["PIL.__version__", "zoo_classics.datasets.image_decoding.__file__"])
def test_another_decoder_decodes_anew(
    changed: str, one_tree: Path, decoded: list[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    image_folder.load(path=one_tree)
    (tmp_path / "other.py").write_text("another")
    monkeypatch.setattr(changed, str(tmp_path / "other.py"))
    image_folder.load(path=one_tree)
    assert len(decoded) == 40


@pytest.mark.parametrize(
    "damage", [lambda content: bytes(255 - byte for byte in content), lambda content: b"\1" + content[1:]]
)
def test_pixels_that_changed_on_the_disk_are_made_anew(damage: Callable[[bytes], bytes], one_tree: Path) -> None:
    images = image_folder.load(path=one_tree).train.images[:]
    (path,) = kept()
    path.write_bytes(damage(path.read_bytes()))
    assert np.array_equal(image_folder.load(path=one_tree).train.images[:], images)


def test_a_folder_that_moved_is_not_decoded_again(one_tree: Path, decoded: list[bytes]) -> None:
    before = image_folder.load(path=one_tree).train.images[:]
    moved = one_tree.rename(one_tree.with_name("elsewhere"))
    assert np.array_equal(image_folder.load(path=moved).train.images[:], before)
    assert len(decoded) == 20
    assert len({path.stat().st_ino for path in kept()}) == 1, "it takes no more room"


def test_each_fit_is_kept(one_tree: Path) -> None:
    made = {
        fit: image_folder.load(path=one_tree, size=6, fit=fit).train.images[:] for fit in ("crop", "pad", "stretch")
    }
    assert len(kept()) == 3
    assert not np.array_equal(made["crop"], made["pad"])
    assert np.array_equal(made["pad"], image_folder.load(path=one_tree, size=6, fit="pad").train.images[:])


def test_a_file_of_another_length_is_made_anew(one_tree: Path) -> None:
    images = image_folder.load(path=one_tree).train.images[:]
    (path,) = kept()
    path.write_bytes(path.read_bytes()[:100])
    assert np.array_equal(image_folder.load(path=one_tree).train.images[:], images)


def test_a_file_that_is_cut_short_in_use_is_named(one_tree: Path) -> None:
    images = image_folder.load(path=one_tree).train.images
    (path,) = kept()
    path.write_bytes(b"")
    with pytest.raises(zoo.DataError, match="was cut short"):
        images[:2]


def test_where_there_is_no_room_images_are_decoded_each_time(
    one_tree: Path, decoded: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, content: object) -> None:
        raise zoo.StoreError("No space left.")

    write = zoo.atomic_write
    monkeypatch.setattr(
        zoo, "atomic_write", lambda path, content: (refuse if path.suffix == ".pixels" else write)(path, content)
    )
    images = image_folder.load(path=one_tree).train.images
    images[:]
    assert len(decoded) == 16


def test_decoding_tells_of_its_progress(one_tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_pixels, "PIECE", 3 * 32 * 32 * 5)  # five images
    told: list[tuple[str, int, int, str]] = []
    with listening(lambda what, done, total, unit="bytes": told.append((what, done, total, unit))):
        image_folder.load(path=one_tree)
    assert told[-1] == (f"decoding {one_tree.name}", 4, 4, "pieces")
