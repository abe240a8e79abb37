"""Tests of leftovers: what is one, and above all what is none."""

from __future__ import annotations

import os
import time

import pytest

from tests.store.places import OF_A_FILE
from zoo import paths
from zoo.store import DIVERGED, FAILED, INTERRUPTED, Store
from zoo.store.maintenance import folders, leftovers


def found(store, **options):
    return {str(each.path.relative_to(paths.home())): each.what for each in leftovers.find(store, **options)}


def test_a_store_in_order_has_none(store, begin, finish, checkpoint):
    finish(begin())
    whole, _ = checkpoint(begin("bbbb"))
    assert found(store) == {}
    assert whole.exists()


def test_where_there_is_nothing(store):
    assert found(store, orphaned=True, backups=True) == {}


@pytest.mark.parametrize(
    ("status", "why"), [(INTERRUPTED, {}), (FAILED, {"resumable": True}), (FAILED, {"changed": ["data"]})]
)
def test_what_can_be_resumed_keeps_its_checkpoints(store, begin, checkpoint, status, why):
    lease = begin()
    _, part = checkpoint(lease)
    store.fail(lease, {"message": "no", **why}, status)
    assert found(store) == {f"runs/aaaa.1/checkpoints/{part.name}": "a temporary file"}


def test_what_failed_by_its_own_fault_begins_anew(store, begin, end, checkpoint):
    lease = begin()
    checkpoint(lease)
    end(lease)
    assert found(store) == {"runs/aaaa.1/checkpoints": "checkpoints of a run that is over"}


def test_what_was_begun_anew_does_not_go_on(store, begin, finish, end, checkpoint):
    first = begin()
    checkpoint(first)
    end(first, INTERRUPTED)
    second = begin()
    checkpoint(second)
    assert found(store) == {"runs/aaaa.1/checkpoints": "checkpoints of a run that is over"}


def test_what_is_over_has_no_use_for_checkpoints(store, begin, finish, end, checkpoint):
    for experiment, over in (("aaaa", finish), ("bbbb", lambda lease: end(lease, DIVERGED))):
        lease = begin(experiment)
        checkpoint(lease)
        over(lease)
    what = "checkpoints of a run that is over"
    assert found(store) == {"runs/aaaa.1/checkpoints": what, "runs/bbbb.1/checkpoints": what}


def test_what_is_running_is_left_alone_until_it_is_dead(store, begin, checkpoint, dead_process):
    _, part = checkpoint(begin())
    assert found(store) == {}
    _, part = checkpoint(begin("bbbb", pid=dead_process))
    assert found(store) == {f"runs/bbbb.1/checkpoints/{part.name}": "a temporary file"}


@pytest.mark.parametrize("lost", ["delete from runs", "drop table schema_version", None])
def test_folders_of_no_run_are_removed_only_where_that_is_asked_for(
    store, begin, finish, end, checkpoint, lost, zoo_home, monkeypatch
):
    """The store was lost, or an earlier one took its place: the folders are all that is left."""
    result, lease = finish(begin()), begin("bbbb")
    checkpoint(lease)
    end(lease, INTERRUPTED)
    (paths.runs_folder() / "notes").mkdir()
    (paths.runs_folder() / "aaaa.1.before-2").mkdir()
    if lost is None:
        monkeypatch.delenv("ZOO_STORE", raising=False)
        (zoo_home / "zoo.db").write_text("")
        store = Store.open(create=False)
    else:
        store._database.write(lambda connection: connection.exec_driver_sql(lost))
        store = Store.open(create=False)
    names = ["aaaa.1", "aaaa.1.before-2", "bbbb.1"]
    assert found(store) == {}
    assert [folder.name for folder in leftovers.orphans(store)] == names
    assert found(store, orphaned=True) == {f"runs/{name}": "a folder of no run" for name in names}
    assert result.exists()


def test_the_folder_of_a_damaged_run_is_left_alone(store, begin, finish):
    finish(begin())
    store._database.write(lambda connection: connection.exec_driver_sql("update runs set started = 'x'"))
    assert found(store, orphaned=True) == {}


def test_its_removal_comes_to_an_end_though_the_run_is_recorded(store, begin, end):
    end(begin())
    paths.runs_folder().joinpath("aaaa.1.before-1").mkdir()
    aside = folders.set_aside(paths.runs_folder().joinpath("aaaa.1.before-1"))
    assert found(store) == {f"runs/{aside.name}": "a run that was removed"}


def test_recorded_results_are_no_orphans(store, begin, finish):
    finish(begin())
    assert leftovers.orphans(store) == []


def test_what_a_removal_did_not_come_to_an_end_with(store, begin, end):
    aside = folders.set_aside(end(begin()))
    assert found(store) == {}, "the run is recorded: its removal was not final"
    store.remove("aaaa.1", lambda: None)
    assert found(store) == {f"runs/{aside.name}": "a run that was removed"}


@OF_A_FILE
def test_temporary_files_beside_the_store_are_left_alone_for_an_hour(store):
    names = (".zoo.db.x1y2.tmp", ".zoo.db.x1y2.tmp-journal")
    for name in names:
        (paths.home() / name).write_text("half a copy")
    (paths.home() / ".hidden").write_text("somebody else's")
    assert found(store) == {}
    for name in (*names, ".hidden"):
        os.utime(paths.home() / name, (time.time() - leftovers.HOUR - 1,) * 2)
    assert found(store) == dict.fromkeys(names, "a temporary file")


def test_logs_of_workers_that_are_gone(store, dead_process):
    logs = paths.home() / "logs"
    (logs / "pictures").mkdir(parents=True)
    gone = f"worker-{dead_process}-1.log"
    for name in (gone, f"pictures/{gone}", f"worker-{os.getpid()}-1.log", "mine.log"):
        (logs / name).write_text("words")
    assert found(store) == dict.fromkeys([f"logs/pictures/{gone}", f"logs/{gone}"], "the log of a worker")


@OF_A_FILE
def test_copies_of_the_store_only_where_they_are_asked_for(store):
    store.copy(paths.home() / "zoo.db.backup")
    assert found(store) == {}
    assert found(store, backups=True) == {"zoo.db.backup": "a copy of the store"}


def test_what_is_found_is_removed_and_nothing_else(store, begin, finish, end, checkpoint, dead_process):
    checkpoint(done := begin())
    finish(done)
    whole, _ = checkpoint(cut := begin("bbbb"))
    end(cut, INTERRUPTED)
    (paths.runs_folder() / "cccc.1").mkdir()
    (paths.runs_folder() / "cccc.1" / "log.txt").write_text("0123456789")
    found = leftovers.find(store, orphaned=True)
    assert {each.what: each.bytes for each in found} == {
        "checkpoints of a run that is over": 14,
        "a temporary file": 7,
        "a folder of no run": 10,
    }
    for each in found:
        leftovers.remove(each)
        leftovers.remove(each)
    assert leftovers.find(store) == []
    files = sorted(str(p.relative_to(paths.runs_folder())) for p in paths.runs_folder().rglob("*") if p.is_file())
    assert files == ["aaaa.1/log.txt", "aaaa.1/weights.npz", f"bbbb.1/checkpoints/{whole.name}", "bbbb.1/log.txt"]


def test_what_a_merge_had_when_it_was_cut_off(store, begin, finish):
    finish(begin())
    folder = paths.runs_folder() / ".merging"
    (folder / "bbbb.1").mkdir(parents=True)
    assert found(store) == {}, "it may be going on"
    os.utime(folder, (0, 0))
    assert found(store) == {"runs/.merging": "a merge that was cut off"}
    leftovers.remove(leftovers.find(store)[0])
    assert not folder.exists()
