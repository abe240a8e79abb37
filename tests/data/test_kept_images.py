"""Kept images: made once, right to the bit whatever the disk does, and never more than there may be."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import zoo
from zoo.data import room
from zoo.data.kept_images import CHECKSUM, KeptImages, keep_images

SHAPE = (2, 3, 3)
RECORD = 18 + CHECKSUM
PIXELS = np.random.default_rng(0).integers(0, 256, (10, *SHAPE), np.uint8)


class Slow:
    """Images that count how often each is made."""

    def __init__(self) -> None:
        self.made: list[int] = []

    def __len__(self) -> int:
        return len(PIXELS)

    def __getitem__(self, indices: Any) -> np.ndarray:
        self.made += indices.tolist()
        return PIXELS[indices]


def keep(images: Slow | None = None, content: str = "a") -> KeptImages:
    return keep_images(images or Slow(), SHAPE, name="slow", content=content)


def filled(content: str, opened: float) -> None:
    """Keeps all images of a file that nobody uses any more, and has it opened at a time."""
    before = set(room.files())
    keep(content=content)[:]
    (path,) = set(room.files()) - before
    os.utime(path, (opened, opened))


def is_kept(content: str) -> bool:
    """Whether all images of a content are kept."""
    slow = Slow()
    keep(slow, content)[:]
    return not slow.made


def test_images_are_made_once_by_whoever_asks_first() -> None:
    slow, other = Slow(), Slow()
    images, same = keep(slow), keep(other)
    assert np.array_equal(images[np.array([7, 2])], PIXELS[[7, 2]])
    assert np.array_equal(same[np.array([2, 7, 5])], PIXELS[[2, 7, 5]])
    assert np.array_equal(images[:], PIXELS)
    assert (slow.made, other.made) == ([7, 2, 0, 1, 3, 4, 6, 8, 9], [5])
    again = Slow()
    assert np.array_equal(keep(again)[:], PIXELS)
    assert again.made == []


@pytest.mark.parametrize("indices", [slice(3, 5), np.array([4, 1, 4]), np.array([], int), 6, np.arange(10) > 7])
def test_they_are_indexed_as_an_array_is(indices: Any) -> None:
    images = keep()
    for _ in range(2):
        assert np.array_equal(images[indices], PIXELS[indices])
    part = images.part(np.array([9, 6, 3, 0]))
    assert (len(part), part[1:3].tolist()) == (4, PIXELS[[6, 3]].tolist())


def test_other_contents_are_other_images() -> None:
    keep()[:]
    slow = Slow()
    keep(slow, "b")[:2]
    assert slow.made == [0, 1]


@pytest.mark.parametrize("damage", [lambda file: bytes(255 - byte for byte in file), lambda file: file[:-1] + b"\0"])
def test_what_changed_on_the_disk_is_made_anew_and_mended(damage: Any) -> None:
    keep()[:]
    (path,) = room.files()
    path.write_bytes(damage(path.read_bytes()))
    slow, after = Slow(), Slow()
    assert np.array_equal(keep(slow)[:], PIXELS)
    assert slow.made[-1] == 9
    assert np.array_equal(keep(after)[:], PIXELS)
    assert after.made == []


def test_a_file_that_is_cut_short_in_use_costs_time_alone() -> None:
    images = keep()
    images[:]
    os.truncate(room.files()[0], 5 * RECORD + 7)
    assert np.array_equal(images[:], PIXELS)


def test_a_full_disk_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    write, slow = os.pwritev, Slow()

    def full(descriptor: int, pieces: Any, place: int) -> int:
        if place >= 4 * RECORD:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, pieces, place)

    monkeypatch.setattr(os, "pwritev", full)
    images = keep(slow)
    for _ in range(2):
        assert np.array_equal(images[:], PIXELS)
    assert slow.made == [*range(10), *range(4, 10)]


def test_where_the_data_folder_cannot_be_written_images_are_made_each_time(zoo_home: Path) -> None:
    zoo_home.mkdir()
    (zoo_home / "data").write_text("a file")
    slow = Slow()
    images = keep(slow)
    assert np.array_equal(images[:3], images[:3])
    assert slow.made == [0, 1, 2, 0, 1, 2]


def test_what_another_user_keeps_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    keep()[:4]

    def refuse(folder: Path) -> None:
        raise zoo.StoreError("Permission denied.")

    monkeypatch.setattr(room, "locked", refuse)
    slow = Slow()
    images = keep(slow)
    for _ in range(2):
        assert np.array_equal(images[:6], PIXELS[:6])
    assert slow.made == [4, 5, 4, 5]


def test_of_more_than_there_may_be_as_many_are_kept_as_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOO_KEEP", "0.07kB")
    slow = Slow()
    images = keep(slow)
    for _ in range(2):
        assert np.array_equal(images[:], PIXELS)
    assert slow.made == [*range(10), *range(3, 10)]
    assert room.files()[0].stat().st_size == 3 * RECORD


def test_none_are_kept_where_none_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    keep()[:]
    monkeypatch.setenv("ZOO_KEEP", "0")
    slow = Slow()
    assert np.array_equal(keep(slow)[:], PIXELS)
    assert (len(slow.made), room.files()) == (10, [])


def test_a_lower_bound_cuts_what_nobody_uses(monkeypatch: pytest.MonkeyPatch) -> None:
    images = keep()
    images[:]
    for bound in ("0", "0.07kB"):
        monkeypatch.setenv("ZOO_KEEP", bound)
        keep()
        assert room.files()[0].stat().st_size == 10 * RECORD
    del images
    keep()
    assert room.files()[0].stat().st_size == 3 * RECORD


def test_what_was_opened_longest_ago_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    for opened, content in ((200, "a"), (100, "b"), (300, "c")):
        filled(content, opened)
    monkeypatch.setenv("ZOO_KEEP", f"{35 * RECORD / 1000}kB")
    keep(content="d")
    monkeypatch.setenv("ZOO_KEEP", "1GB")
    assert [is_kept("a"), is_kept("c"), is_kept("b")] == [True, True, False]


def test_what_is_used_is_not_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOO_KEEP", f"{15 * RECORD / 1000}kB")
    used, slow = keep(), Slow()
    used[:]
    other = keep(slow, "b")
    for _ in range(2):
        assert np.array_equal(other[:], PIXELS)
    assert slow.made == [*range(10), *range(5, 10)]
    assert is_kept("a")
    del used, other
    keep(content="b")
    assert [path.stat().st_size for path in room.files()] == [10 * RECORD], "now it is"


def test_half_of_what_would_be_free_is_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    before = room.most()
    monkeypatch.setattr(room.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 10_000})())  # type: ignore[attr-defined]
    keep()[:]
    taken = room.files()[0].stat().st_blocks * 512
    assert (before > 0, room.most()) == (True, (10_000 + taken) // 2)


@pytest.mark.parametrize("given", ["much", "20", "-1GB", "GB", "1e3GB"])
def test_a_bound_that_is_no_size_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOO_KEEP", given)
    with pytest.raises(zoo.UsageError, match="How much room images may take is not known") as refused:
        keep()
    assert given in str(refused.value.cause)
