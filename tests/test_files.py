"""Files appear whole: complete, or not at all."""

from __future__ import annotations

import errno
import os
import stat
import threading
from pathlib import Path

import pytest

from zoo.errors import StoreError
from zoo.files import atomic_path, atomic_place, atomic_write, sync


def test_content_arrives_and_folders_are_made(tmp_path: Path) -> None:
    atomic_write(tmp_path / "a" / "b" / "file", "ä")
    assert (tmp_path / "a" / "b" / "file").read_bytes() == "ä".encode()


def test_after_an_exception_the_old_file_stands_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def stop_half_way() -> None:
        with atomic_path(path) as stream:
            stream.write(b"new")
            raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        stop_half_way()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_until_the_end_readers_see_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with atomic_path(path) as stream:
        stream.write(b"new")
        stream.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"


def test_writers_at_one_time_leave_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    contents = [bytes([letter]) * 100_000 for letter in b"abcdefgh"]
    threads = [threading.Thread(target=atomic_write, args=(path, content)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_bytes() in contents
    assert list(tmp_path.iterdir()) == [path]


def test_the_usual_permissions_not_those_of_temporary_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        atomic_write(tmp_path / "file", "text")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o640


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be written") as caught:
        atomic_write(tmp_path / "file" / "below", "text")
    assert caught.value.hint


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError) as caught:
        atomic_write(tmp_path / "file", "text")
    assert "No space left" in str(caught.value.cause)
    assert list(tmp_path.iterdir()) == []


def test_pieces_are_written_one_after_the_other(tmp_path):
    atomic_write(tmp_path / "a", (piece for piece in (b"one", b"two")))
    assert (tmp_path / "a").read_bytes() == b"onetwo"


def test_pieces_that_fail_leave_what_was_there(tmp_path):
    def pieces():
        yield b"new"
        raise RuntimeError("no more")

    atomic_write(tmp_path / "a", "old")
    with pytest.raises(RuntimeError):
        atomic_write(tmp_path / "a", pieces())
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a", "old")]


def test_a_folder_that_cannot_be_written_down_is_named(tmp_path: Path) -> None:
    sync(tmp_path, tmp_path.parent)
    with pytest.raises(StoreError) as caught:
        sync(tmp_path, tmp_path / "gone")
    assert caught.value.message == f"{tmp_path / 'gone'} cannot be written."


@pytest.mark.parametrize("folder", [False, True])
def test_what_others_write_takes_its_place_when_it_is_whole(tmp_path: Path, folder: bool) -> None:
    path, inside = tmp_path / "model", Path("graph" if folder else "")

    def written(text: str, *, wrong: bool = False) -> str:
        with atomic_place(path) as made:
            assert made.name == "model"
            if folder:
                made.mkdir()
            (made / inside).write_text(text)
            if wrong:
                raise RuntimeError("in its middle")
        return (path / inside).read_text()

    assert [written("one"), written("two")] == ["one", "two"]
    with pytest.raises(RuntimeError, match="in its middle"):
        written("three", wrong=True)
    assert (path / inside).read_text() == "two"
    assert [*tmp_path.iterdir()] == [path]


def test_a_place_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"), atomic_place(tmp_path / "no" / "model"):
        raise AssertionError("nothing can be written")
