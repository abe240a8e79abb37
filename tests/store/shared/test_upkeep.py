"""Removing, clearing and checking, where the files of runs are shared."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from tests.store.shared.conftest import FILES, read
from zoo import paths
from zoo.errors import StoreError
from zoo.store.maintenance import checkup, folders, leftovers, removal
from zoo.store.shared import SharedFiles, folder, shared_files


@pytest.fixture
def run(shared, done):
    """A run that is done, here and shared."""
    run = done(host="here")
    shared.upload(run, paths.run_folder(run.name))
    return run


def test_a_run_is_removed_there_too(run, store, shared, done):
    other = done("bbbb")
    shared.upload(other, paths.run_folder(other.name))
    removal.remove(store, run.name)
    assert set(shared.listing()) == {other.name}


def test_a_run_is_removed_that_is_not_here(run, store, shared, other_machine):
    other_machine()
    assert removal.remove(store, run.name) == 0
    assert shared.listing() == {}
    assert store.names() == set()


def test_a_removal_that_the_store_refuses_leaves_everything(run, store, shared, monkeypatch):
    before = shared.manifest(run)

    def refuse(name, aside):
        aside()
        raise StoreError("The disk is full.")

    monkeypatch.setattr(store, "remove", refuse)
    with pytest.raises(StoreError, match="disk is full"):
        removal.remove(store, run.name)
    assert shared.manifest(run) == before
    assert read(paths.run_folder(run.name)).keys() >= FILES.keys()


def test_a_removal_that_cannot_reach_the_place_removes_nothing(run, store, monkeypatch):
    def away(self, name):
        raise StoreError("It is away.")

    monkeypatch.setattr(SharedFiles, "_manifests", away)
    with pytest.raises(StoreError, match="It is away"):
        removal.remove(store, run.name)
    assert store.names() == {run.name}
    assert paths.run_folder(run.name).is_dir()


@pytest.mark.parametrize("step", ["withdraw", "remove"])
def test_a_removal_that_is_killed_there_never_leaves_half_a_run(run, store, shared, monkeypatch, step):
    """Between what makes it whole and the record; or behind the record, before the last file."""

    class Killed(BaseException):
        pass

    own = getattr(SharedFiles, step)

    def killed(self, name):
        if step == "withdraw":
            own(self, name)
        raise Killed

    monkeypatch.setattr(SharedFiles, step, killed)
    monkeypatch.setattr(SharedFiles, "restore", lambda *_: None)  # a process that is killed undoes nothing
    with pytest.raises(Killed):
        removal.remove(store, run.name)
    monkeypatch.undo()
    assert shared.manifest(run) is None
    monkeypatch.setenv("ZOO_FILES", "memory://team/zoo")
    monkeypatch.setattr(shared_files, "DAY", -1.0)
    left = leftovers.shared(store)
    assert sum(each.bytes for each in left) == sum(map(len, FILES.values()))
    for each in left:
        leftovers.remove(each)
    assert shared.listing() == {}


def test_the_run_of_another_store_stays(run, store, shared, done):
    manifests = shared._manifests(run.name)
    strange = replace(next(iter(manifests.values())), started="2020-01-01T00:00:00.000+00:00")
    shared.files.pipe_file(f"{shared.root}/{run.name}/{strange.key}", strange.to_json())
    shared._remove(*(f"{run.name}/{key}" for key in manifests))
    removal.remove(store, run.name)
    assert store.names() == set()
    assert strange.key in shared.listing()[run.name]


def test_gc_leaves_files_of_no_run_unless_it_is_asked_to(run, store, shared, monkeypatch):
    monkeypatch.delenv("ZOO_FILES")
    removal.remove(store, run.name)  # by a machine that has no ZOO_FILES
    monkeypatch.setenv("ZOO_FILES", "memory://team/zoo")
    assert leftovers.shared(store) == []
    (left,) = leftovers.shared(store, orphaned=True)
    assert (left.what, left.path) == ("files of no run", f"memory://team/zoo/{run.name}")
    leftovers.remove(left)
    assert shared.listing() == {}


def test_a_fetch_that_was_killed_is_cleared_after_an_hour(run, store, other_machine, monkeypatch):
    other_machine()
    half = paths.runs_folder() / f".{run.name}.x1y2.tmp" / "new" / run.name
    half.mkdir(parents=True)
    (half / "weights.npz").write_bytes(b"half")
    assert leftovers.find(store) == []
    monkeypatch.setattr(leftovers, "HOUR", -10.0)
    (left,) = leftovers.find(store)
    assert left.what == "a run that was fetched in part"
    leftovers.remove(left)
    assert list(paths.runs_folder().iterdir()) == []
    assert read(folder(run)) == FILES


def found(store, uploads, **how):
    return [(each.what, each.where, each.remedy) for each in checkup.problems(store, uploads=uploads, **how)]


def test_both_sides_are_whole(run, store, shared):
    assert found(store, shared, weights=False) == []


def test_what_is_not_uploaded(store, shared, done):
    run = done()
    assert found(store, shared, weights=False) == [("not uploaded", run.name, f"zoo store upload {run.name}")]
    assert found(store, None, weights=False) == []


@pytest.mark.parametrize("content", [None, b"half"])
def test_an_upload_that_is_not_whole_any_more(run, store, shared, content):
    path = f"{shared.root}/{run.name}/{shared.manifest(run).files['log.txt'].sha256}"
    shared.files.rm_file(path)
    if content:
        shared.files.pipe_file(path, content)
    (problem,) = found(store, shared)
    assert problem == ("upload", run.name, f"zoo store upload {run.name}")
    shared.upload(run, paths.run_folder(run.name), anew=True)
    assert found(store, shared) == []


def test_files_of_no_run(run, store, shared):
    folders.remove(paths.run_folder(run.name))
    store.remove(run.name, lambda: None)
    where = f"memory://team/zoo/{run.name}"
    assert found(store, shared) == [("no run", where, "zoo gc --orphans --dry-run")]


def test_on_another_machine_nothing_is_missing(run, store, shared, done, other_machine):
    done("bbbb", host="gpu1")
    other_machine()
    assert found(store, None) == []
    assert found(store, shared) == [("not uploaded", "bbbb.1", "zoo store upload bbbb.1")]


def test_what_this_machine_has_lost_is_no_problem_where_it_is_shared(store, shared, done):
    run = done()
    shared.upload(run, paths.run_folder(run.name))
    shutil.rmtree(paths.run_folder(run.name))
    assert found(store, shared) == []
    assert [what for what, *_ in found(store, None)] == ["no folder"]
