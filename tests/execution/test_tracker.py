"""How runs end, and which of them can go on."""

from __future__ import annotations

import pytest

from zoo.errors import LeaseLost, StoreError
from zoo.execution import plan
from zoo.execution.claims import Claims
from zoo.execution.tracker import RunTracker
from zoo.store import run_folder

ERROR = {"message": "It ended.", "cause": None, "hint": None, "exit_status": 1}


@pytest.fixture
def book(store):
    return RunTracker(store)


@pytest.fixture
def begun(registry, store, experiments, book):
    """A run in work."""
    (item,) = plan.make(experiments("good"), registry, store)
    claim = Claims(registry, store, {item.experiment.group_id: {"data": "seen"}}, threads=1).claim(item)
    book.begin(claim)
    return claim


def test_a_result_ends_a_run_and_its_checkpoints(book, begun, store):
    begun.folder.checkpoints.mkdir()
    book.end(begun, {"event": "done", "result": {"test_accuracy": 0.5}})
    assert store.run(begun.name).test_accuracy == 0.5
    assert book.records == {begun.item.experiment.id: store.run(begun.name)}
    assert (book.running, book.failed) == ({}, False)
    assert not begun.folder.checkpoints.exists()


def test_a_result_counts_though_its_checkpoints_cannot_be_removed(book, begun, store, monkeypatch):
    monkeypatch.setattr(run_folder, "PATIENCE", 0.1)
    begun.folder.checkpoints.mkdir()
    with begun.folder.writing():
        book.end(begun, {"event": "done", "result": {"test_accuracy": 0.5}})
    assert book.records[begun.item.experiment.id].status == "done"
    assert book.running == {}


@pytest.mark.parametrize(
    ("event", "status", "resumable"),
    [
        ({"event": "failed", "error": ERROR}, "failed", None),
        ({"event": "failed", "error": ERROR, "died": True}, "failed", True),
        ({"event": "failed", "error": {**ERROR, "exit_status": StoreError.exit_status}}, "failed", True),
        ({"event": "diverged", "error": ERROR}, "diverged", None),
    ],
    ids=["its own fault", "killed", "disk full", "diverged"],
)
def test_what_failed_can_go_on_where_it_was_no_fault_of_its_own(book, begun, store, event, status, resumable):
    book.end(begun, event)
    run = store.run(begun.name)
    assert (run.status, run.error["message"], run.error.get("resumable")) == (status, "It ended.", resumable)
    assert book.failed


def test_a_timeout_is_a_failure_that_can_go_on(book, begun, store):
    error = book.expire(begun, 7200)
    assert error["message"] == "It took longer than 7200 s."
    assert store.run(begun.name).error == {**error, "resumable": True}


def test_an_interruption_is_no_failure(book, begun, store):
    book.interrupt(begun, "Stopped by SIGINT.", 130)
    run = store.run(begun.name)
    assert (run.status, run.error["message"], run.error["exit_status"]) == ("interrupted", "Stopped by SIGINT.", 130)
    assert (book.failed, list(book.interrupted)) == (False, [begun.item.experiment.id])


@pytest.mark.parametrize("status", ["failed", "interrupted"])
def test_the_memory_of_a_run_that_ends_without_a_result_is_recorded_as_last_heard_of(book, begun, store, status):
    book.note(begun, {"event": "checkpoint", "epoch": 1, "peak_memory_mb": 700.0})
    book.note(begun, {"event": "checkpoint", "epoch": 2, "peak_memory_mb": 900.5})
    book.note(begun, {"event": "epoch", "epoch": 2})
    if status == "failed":
        book.end(begun, {"event": "failed", "error": ERROR, "died": True})
    else:
        book.interrupt(begun, "Stopped by SIGINT.")
    run = store.run(begun.name)
    assert (run.status, run.epochs_done, run.peak_memory_mb) == (status, 2, 900.5)


def test_what_was_passed_on_is_not_recorded(book, begun, store):
    store.fail(begun.lease, ERROR)
    with pytest.raises(LeaseLost):
        book.end(begun, {"event": "done", "result": {}})
    assert (list(book.running), book.records) == ([begun.name], {})


def test_abandoning_goes_as_far_as_the_store_lets_it(book, begun, store, monkeypatch):
    def broken(*arguments, **named):
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(store, "fail", broken)
        book.abandon("Its sweep ended.")
    assert store.run(begun.name).status == "running"
    book.abandon("Its sweep ended.")
    assert store.run(begun.name).status == "interrupted"
