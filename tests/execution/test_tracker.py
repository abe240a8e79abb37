"""How runs end, and which of them can go on."""

from __future__ import annotations

import pytest

from zoo.errors import Failure, LeaseLost, StoreBroken, StoreError
from zoo.execution import plan
from zoo.execution.claims import Claims
from zoo.execution.tracker import RunTracker
from zoo.plugin.events import Checkpoint, Diverged, Done, Epoch, Failed, Started, Stopped
from zoo.store import run_folder

ERROR = Failure("It ended.")
STOPPED = Failure("Stopped by SIGINT.", exit_status=130)


def broken(*arguments, **named):
    raise StoreBroken("The disk is full.")


@pytest.fixture
def tracker(store):
    return RunTracker(store)


@pytest.fixture
def begun(registry, store, experiments, tracker):
    """A run in work."""
    (item,) = plan.make(experiments("good"), registry, store)
    claim = Claims(registry, store, {item.experiment.group_id: {"data": "seen"}}, threads=1).claim(item)
    tracker.begin(claim)
    return claim


def test_a_result_ends_a_run_and_its_checkpoints(tracker, begun, store):
    begun.folder.checkpoints.mkdir()
    tracker.record(begun, Done(result={"test_accuracy": 0.5}), STOPPED)
    assert store.run(begun.name).test_accuracy == 0.5
    assert tracker.records == {begun.item.experiment.id: store.run(begun.name)}
    assert (tracker.running, tracker.failed) == ({}, False)
    assert not begun.folder.checkpoints.exists()


def test_checkpoints_stay_until_the_store_has_the_result(tracker, begun, store, monkeypatch):
    begun.folder.checkpoints.mkdir()
    monkeypatch.setattr(store, "finish", broken)
    with pytest.raises(StoreBroken):
        tracker.record(begun, Done(result={"test_accuracy": 0.5}), STOPPED)
    assert begun.folder.checkpoints.exists()


def test_a_result_counts_though_its_checkpoints_cannot_be_removed(tracker, begun, store, monkeypatch):
    monkeypatch.setattr(run_folder, "PATIENCE", 0.1)
    begun.folder.checkpoints.mkdir()
    with begun.folder.writing():
        tracker.record(begun, Done(result={"test_accuracy": 0.5}), STOPPED)
    assert tracker.records[begun.item.experiment.id].status == "done"
    assert tracker.running == {}


@pytest.mark.parametrize(
    ("event", "status", "resumable"),
    [
        (Failed(error=ERROR), "failed", False),
        (Failed(error=ERROR, died=True), "failed", True),
        (Failed(error=Failure.of(StoreBroken("It ended."))), "failed", True),
        (Failed(error=Failure.of(StoreError("It ended."))), "failed", False),
        (Diverged(epoch=0, step=1, error=ERROR), "diverged", False),
    ],
    ids=["its own fault", "killed", "disk full", "a file", "diverged"],
)
def test_what_failed_can_go_on_where_it_was_no_fault_of_its_own(tracker, begun, store, event, status, resumable):
    tracker.record(begun, event, STOPPED)
    run = store.run(begun.name)
    assert (run.status, run.error["message"], run.error["resumable"]) == (status, "It ended.", resumable)
    assert tracker.failed


def test_an_interruption_is_no_failure(tracker, begun, store):
    tracker.record(begun, Stopped(), STOPPED)
    run = store.run(begun.name)
    assert (run.status, run.error["message"], run.error["exit_status"]) == ("interrupted", "Stopped by SIGINT.", 130)
    assert (tracker.failed, list(tracker.interrupted)) == (False, [begun.item.experiment.id])


@pytest.mark.parametrize("status", ["failed", "interrupted"])
def test_the_memory_of_a_run_that_ends_without_a_result_is_recorded_as_last_heard_of(tracker, begun, store, status):
    tracker.record(begun, Checkpoint(epoch=1, step=0, peak_memory_mb=700.0), STOPPED)
    tracker.record(begun, Checkpoint(epoch=2, step=0, peak_memory_mb=900.5), STOPPED)
    tracker.record(begun, Epoch(epoch=2), STOPPED)
    if status == "failed":
        tracker.record(begun, Failed(error=ERROR, died=True), STOPPED)
    else:
        tracker.record(begun, Stopped(), STOPPED)
    run = store.run(begun.name)
    assert (run.status, run.epochs_done, run.peak_memory_mb) == (status, 2, 900.5)


def test_what_was_passed_on_is_not_recorded(tracker, begun, store):
    store.fail(begun.lease, ERROR.to_dict())
    with pytest.raises(LeaseLost):
        tracker.record(begun, Done(result={}), STOPPED)
    assert (list(tracker.running), tracker.records) == ([begun.name], {})


def test_abandoning_goes_as_far_as_the_store_lets_it(tracker, begun, store, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(store, "fail", broken)
        tracker.abandon(ERROR)
    assert store.run(begun.name).status == "running"
    tracker.abandon(ERROR)
    assert store.run(begun.name).status == "interrupted"


def test_what_the_worker_says_it_ran_is_recorded_and_not_what_was_planned(tracker, begun, store):
    assert store.run(begun.name).provenance is None, "nothing has trained yet"
    made = {"code_hash": "ran", "protocol": 7, "components": {}, "environment": {"cpu": "another"}}
    tracker.record(begun, Started(epochs=1, steps_per_epoch=1, provenance=made), STOPPED)
    run = store.run(begun.name)
    assert (run.code, run.protocol, run.provenance) == ("ran", 7, made)


def test_a_run_that_was_passed_on_records_nothing_of_what_it_is_made_with(tracker, begun, store):
    store.fail(begun.lease, None)
    with pytest.raises(LeaseLost):
        tracker.record(begun, Started(epochs=1, steps_per_epoch=1, provenance={"code_hash": "ran"}), STOPPED)
