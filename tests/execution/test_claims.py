"""A run that is taken: its task, its folder, and files that come from elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from zoo import paths
from zoo.errors import LeaseLost, PluginError, StoreError
from zoo.execution import plan
from zoo.execution.claims import Claims
from zoo.store import INTERRUPTED, Busy
from zoo.store.run_folder import RunFolder


@pytest.fixture
def claim(registry, store):
    """Returns a function that takes the run of an experiment."""

    def take(experiment, **how):
        (item,) = plan.make([experiment], registry, store, **how)
        return Claims(registry, store, {experiment.group_id: {"data": "seen"}}, threads=3).claim(item)

    return take


@pytest.fixture
def brought(tmp_path):
    """Returns a function that makes files as a launcher brings them."""

    def make(**content):
        paths = {}
        for name, text in content.items():
            paths[name] = tmp_path / f"brought-{len(list(tmp_path.iterdir()))}"
            paths[name].write_text(text)
        return paths

    return make


def test_a_task_is_plain_and_says_who_may_write(claim, experiments, store):
    (good,) = experiments("good")
    taken = claim(good)
    record = store.run(taken.name)
    assert taken.task == {
        "task": "run",
        "run": f"{good.id}.1",
        "token": 1,
        "resume": False,
        "experiment": good.to_dict(),
        "folder": str(paths.runs_folder() / f"{good.id}.1"),
        "threads": 3,
        "pictures": True,
    }
    assert (record.status, record.threads, record.data) == ("running", 3, "seen")
    assert record.provenance is None, "its worker says what it is made with"
    assert taken.log == f"cat {taken.folder.path}/log.txt"


def test_what_is_taken_is_busy_for_others(claim, experiments, store):
    (good,) = experiments("good")
    taken = claim(good)
    with pytest.raises(Busy) as caught:
        claim(good)
    assert caught.value.run.name == taken.name


@pytest.mark.parametrize("force", [False, True])
def test_what_is_done_in_the_moment_of_the_claim_is_trained_again_by_force_alone(
    claim, experiments, store, monkeypatch, force
):
    """Another process ends a run of it when all looks are over, and the transaction has not begun."""
    (good,) = experiments("good")
    begin = store.begin

    def late(record, **how):
        store.finish(begin(record), {"test_accuracy": 0.5, "data": "seen"})
        return begin(record, **how)

    monkeypatch.setattr(store, "begin", late)
    if force:
        assert claim(good, force=True).name == f"{good.id}.2"
        return
    with pytest.raises(Busy) as caught:
        claim(good)
    assert (caught.value.run.name, caught.value.run.status) == (f"{good.id}.1", "done")


@pytest.mark.parametrize("token", [1, 7])
def test_a_new_run_leaves_a_result_alone_that_the_store_does_not_know(claim, experiments, store, token):
    """The store was lost, or an earlier one took its place: the next attempt gets the name that the result has."""
    (good,) = experiments("good")
    result = RunFolder(paths.run_folder(f"{good.id}.1"), token)
    result.claim()
    (result.path / "weights.npz").write_text("a result")
    taken = claim(good)
    assert taken.folder.path == result.path
    assert taken.aside == paths.runs_folder() / f"{good.id}.1.before-1"
    assert (taken.aside / "weights.npz").read_text() == "a result"
    assert sorted(path.name for path in result.path.iterdir()) == [".lock", ".token"]
    RunFolder(result.path, 1).claim()  # by the worker


def test_a_folder_set_aside_is_told_of_though_its_transaction_is_done_again(claim, experiments, store, monkeypatch):
    """As it is where the connection to the store is lost: the second time there is nothing to set aside."""
    (good,) = experiments("good")
    folder = paths.run_folder(f"{good.id}.1")
    folder.mkdir(parents=True)
    begin = store.begin

    def twice(*arguments, before, **how):
        return begin(*arguments, before=lambda lease: (before(lease), before(lease)), **how)

    monkeypatch.setattr(store, "begin", twice)
    assert claim(good).aside == folder.with_name(f"{good.id}.1.before-1")


def test_a_run_that_goes_on_keeps_its_folder(claim, experiments, store):
    (good,) = experiments("good")
    first = claim(good)
    assert first.aside is None
    first.folder.checkpoints.mkdir()
    (first.folder.checkpoints / "000001-000000.ckpt").touch()
    store.fail(first.lease, {"message": "no"}, INTERRUPTED)
    again = claim(good)
    assert (again.lease.token, again.folder.path, again.aside) == (2, first.folder.path, None)
    assert again.folder.checkpoints.exists()


def test_where_there_is_no_room_no_run_has_begun(claim, experiments, store, monkeypatch):
    (good,) = experiments("good")
    paths.run_folder(f"{good.id}.1").mkdir(parents=True)
    monkeypatch.setattr(Path, "rename", lambda *arguments: (_ for _ in ()).throw(PermissionError(13, "No.")))
    with pytest.raises(StoreError, match="cannot be written"):
        claim(good)
    assert store.runs() == []


def test_files_of_another_machine_are_put_in_place(claim, experiments, brought):
    taken = claim(experiments("good")[0])
    files = brought(**{"history.json": "[]", "checkpoints/000001-00000000.ckpt": "one"})
    taken.keep(files)
    folder = taken.folder.path
    assert (folder / "history.json").read_text() == "[]"
    assert [path.read_text() for path in (folder / "checkpoints").iterdir()] == ["one"]


def test_checkpoints_that_are_brought_replace_what_stood_there(claim, experiments, brought):
    taken = claim(experiments("good")[0])
    for epoch in (1, 2, 3):
        names = [f"checkpoints/{number:06}-00000000.ckpt" for number in range(max(1, epoch - 1), epoch + 1)]
        taken.keep(brought(**dict.fromkeys(names, "x")))
    taken.keep(brought(**{"log.txt": "more"}))
    names = sorted(path.name for path in taken.folder.checkpoints.iterdir())
    assert names == ["000002-00000000.ckpt", "000003-00000000.ckpt"]


@pytest.mark.parametrize("name", ["/{}/x", "../x", "checkpoints/../../x", ".."])
def test_files_that_lead_out_of_the_folder_are_refused(claim, experiments, brought, tmp_path, name):
    taken = claim(experiments("good")[0])
    before = sorted(paths.runs_folder().rglob("*"))
    files = brought(**{"history.json": "[]", name.format(tmp_path): "x"})
    with pytest.raises(PluginError, match="none of a run's folder"):
        taken.keep(files)
    assert sorted(paths.runs_folder().rglob("*")) == before
    assert not (tmp_path / "x").exists()


def test_files_for_a_run_that_was_passed_on_are_not_written(claim, experiments, brought):
    taken = claim(experiments("good")[0])
    RunFolder(taken.folder.path, 2).claim()
    with pytest.raises(LeaseLost):
        taken.keep(brought(**{"history.json": "[]"}))
    assert not Path(taken.folder.path / "history.json").exists()
