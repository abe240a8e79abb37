"""Tests of the folders of runs: which there are, their size, and how they vanish."""

from __future__ import annotations

import pytest

from zoo import paths
from zoo.errors import StoreError
from zoo.store.maintenance import folders


@pytest.fixture
def runs(zoo_home):
    """The folder of runs, with two of them and things that are none."""
    for name in ("aaaa.1", "bbbb.12", "notes", ".hidden", "aaaa.1.old", ".aaaa.1.x.removed", "aaaa.1.before-2"):
        (paths.runs_folder() / name).mkdir(parents=True)
    (paths.runs_folder() / "cccc.1").write_text("a file")
    (paths.runs_folder() / "dddd.1").symlink_to(paths.runs_folder() / "notes")
    return paths.runs_folder()


def test_only_what_looks_like_a_run_is_one(runs):
    assert [path.name for path in folders.run_folders()] == ["aaaa.1", "aaaa.1.before-2", "bbbb.12"]
    assert [path.name for path in folders.removed_folders()] == [".aaaa.1.x.removed"]


def test_where_there_is_nothing(zoo_home):
    assert folders.run_folders() == []
    assert folders.removed_folders() == []
    assert folders.size(paths.runs_folder()) == 0
    assert folders.set_aside(paths.run_folder("aaaa.1")) is None
    assert not zoo_home.exists()


def test_size_is_that_of_all_files(runs):
    (runs / "aaaa.1" / "deep").mkdir()
    (runs / "aaaa.1" / "one").write_bytes(b"12345")
    (runs / "aaaa.1" / "deep" / "two").write_bytes(b"123")
    assert folders.size(runs / "aaaa.1") == 8
    assert folders.size(runs / "cccc.1") == 6
    assert folders.size(runs / "nothing") == 0


def test_a_folder_is_set_aside_whole(runs):
    (runs / "aaaa.1" / "one").write_bytes(b"12345")
    aside = folders.set_aside(runs / "aaaa.1")
    assert (aside / "one").read_bytes() == b"12345"
    assert not (runs / "aaaa.1").exists()
    assert aside in folders.removed_folders()
    before = folders.removed_folders()
    assert folders.set_aside(runs / "aaaa.1") is None
    assert folders.removed_folders() == before


def test_what_was_there_before_a_run_is_removed_under_its_own_name(runs):
    aside = folders.set_aside(runs / "aaaa.1.before-2")
    assert folders.removed_name(aside) == "aaaa.1.before-2"
    assert folders.removed_folders("aaaa.1.before-2") == [aside]
    assert [path.name for path in folders.removed_folders("aaaa.1")] == [".aaaa.1.x.removed"]


def test_what_is_gone_is_no_error(runs):
    for path in (runs / "aaaa.1", runs / "cccc.1", runs / "dddd.1", runs / "nothing"):
        folders.remove(path)
        assert not path.exists()
    assert (runs / "notes").is_dir(), "a link is removed, not what it leads to"


def test_what_the_system_refuses(runs, monkeypatch):
    def refused(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(folders.shutil, "rmtree", refused)
    with pytest.raises(StoreError, match=r"aaaa\.1 cannot be removed") as error:
        folders.remove(runs / "aaaa.1")
    assert error.value.cause == "Permission denied."
