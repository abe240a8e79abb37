"""Tests of removing runs: record and folder go together, whenever it is killed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from zoo import paths
from zoo.errors import StoreError, UsageError
from zoo.store import DONE, Store
from zoo.store.maintenance import checkup, folders, leftovers, removal

KILLED = """
import os, shutil
from zoo.store import Store
from zoo.store.maintenance import folders
from zoo.store.maintenance import removal

real = folders.set_aside

def before(folder):
    os._exit(9)

def between(folder):
    real(folder)
    os._exit(9)

def after(path):
    os._exit(9)

def half(path):
    next(os.scandir(path)).path and os.unlink(next(os.scandir(path)).path)
    os._exit(9)

{patch}
removal.remove(Store.open(), {name!r})
"""


def test_record_and_files_are_gone(store, begin, finish):
    folder = finish(begin())
    other = finish(begin("bbbb"))
    size = folders.size(folder)
    assert removal.remove(store, "aaaa.1") == size > 0
    assert [run.name for run in store.runs()] == ["bbbb.1"]
    assert list(folder.parent.iterdir()) == [other]


def test_a_run_without_a_folder(store, begin, end):
    folders.remove(end(begin()))
    assert removal.remove(store, "aaaa.1") == 0
    assert store.runs() == []


def test_what_is_running_stays(store, begin):
    lease = begin()
    with pytest.raises(UsageError, match="is running"):
        removal.remove(store, lease.name)
    assert (paths.run_folder(lease.name) / "log.txt").exists()
    assert folders.removed_folders() == []


def test_a_store_that_cannot_be_written_keeps_the_files(store, begin, finish, monkeypatch):
    def full(name, before):
        before()
        raise StoreError("full")

    folder = finish(begin())
    monkeypatch.setattr(store, "remove", full)
    with pytest.raises(StoreError, match="full"):
        removal.remove(store, "aaaa.1")
    assert sorted(path.name for path in folder.iterdir()) == ["log.txt", "weights.npz"]
    assert folders.removed_folders() == []


@pytest.mark.parametrize(
    ("patch", "recorded", "whole"),
    [
        ("folders.set_aside = before", True, True),
        ("folders.set_aside = between", True, False),
        ("folders.size = after", False, False),
        ("shutil.rmtree = half", False, False),
    ],
)
def test_killed_at_any_step_nothing_is_left_half(store, begin, finish, patch, recorded, whole):
    folder = finish(begin())
    done = subprocess.run([sys.executable, "-c", KILLED.format(patch=patch, name="aaaa.1")], check=False)
    assert done.returncode == 9
    store = Store.open()
    assert [run.status for run in store.runs()] == [DONE] * recorded
    assert folder.exists() == whole
    if whole:
        assert list(checkup.problems(store)) == []
    if not whole:
        (aside,) = folders.removed_folders()
        assert len(list(aside.iterdir())) == (1 if "half" in patch else 2)
    if recorded and not whole:
        (problem,) = checkup.problems(store)
        assert (problem.what, problem.where) == ("no folder", "aaaa.1")
        assert "Its removal was cut off" in problem.detail
        assert leftovers.find(store) == [], "the run is recorded"
    if recorded:
        assert removal.remove(store, "aaaa.1") > 0
    for leftover in leftovers.find(store):
        leftovers.remove(leftover)
    assert list(folder.parent.iterdir()) == []
    assert list(checkup.problems(store)) == []
