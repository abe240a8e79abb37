"""What another process is training, what goes on from its checkpoint, and what refuses to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zoo import paths
from zoo.execution import plan
from zoo.execution.record import new_record
from zoo.store import DIVERGED, FAILED, INTERRUPTED

ERROR = {"message": "It ended.", "cause": None, "hint": None, "exit_status": 1}


@pytest.fixture
def begun(registry, store):
    """Returns a function that begins a run of an experiment, as made with other things than today's."""

    def begin(experiment, **changes):
        record = new_record(experiment, registry, threads=1, data="seen")
        return store.begin(replace(record, **changes))

    return begin


@pytest.fixture
def cut_off(begun, store):
    """Returns a function that records a run that ended without a result, with a checkpoint of some epochs."""

    def record(experiment, *, epochs=2, status=INTERRUPTED, error=ERROR, **changes):
        lease = begun(experiment, **changes)
        if epochs is not None:
            folder = paths.runs_folder() / lease.name / "checkpoints"
            folder.mkdir(parents=True)
            (folder / f"{epochs:06}-000000.ckpt").touch()
            (folder / f"{epochs - 1:06}-000000.ckpt").touch()
        store.fail(lease, error, status)
        return lease.name

    return record


def test_what_another_process_is_training_is_busy(experiments, registry, store, begun):
    (good,) = experiments("good")
    lease = begun(good)
    store.beat([lease], {lease.name: 1})
    (item,) = plan.make([good], registry, store)
    assert (item.status, item.trained, item.unfinished.name, item.epochs_done) == ("busy", True, lease.name, 1)
    assert plan.make([good], registry, store, force=True)[0].status == "busy"


def test_what_was_interrupted_goes_on_from_its_newest_checkpoint(experiments, registry, store, cut_off):
    (good,) = experiments("good")
    name = cut_off(good, epochs=2)
    (item,) = plan.make([good], registry, store)
    assert (item.status, item.trained, item.epochs_done, item.changed) == ("resumable", True, 2, [])
    assert item.resumed.name == name


def test_without_a_checkpoint_on_this_machine_it_begins_anew(experiments, registry, store, cut_off):
    (good,) = experiments("good")
    cut_off(good, epochs=None)
    (item,) = plan.make([good], registry, store)
    assert (item.status, item.resumed) == ("to do", None)


def test_force_begins_anew(experiments, registry, store, cut_off):
    (good,) = experiments("good")
    cut_off(good)
    (item,) = plan.make([good], registry, store, force=True)
    assert (item.status, item.trained, item.resumed) == ("to do", True, None)


@pytest.mark.parametrize(
    ("status", "error", "seen"),
    [
        (FAILED, {**ERROR, "resumable": True}, "resumable"),
        (FAILED, {**ERROR, "changed": ["the code of model good changed"]}, "resumable"),
        (FAILED, ERROR, "to do"),
        (DIVERGED, ERROR, "to do"),
    ],
    ids=["killed", "refused", "its own fault", "diverged"],
)
def test_a_failure_goes_on_where_it_was_no_fault_of_the_run(experiments, registry, store, cut_off, status, error, seen):
    (good,) = experiments("good")
    cut_off(good, status=status, error=error)
    assert plan.make([good], registry, store)[0].status == seen


def test_what_changed_since_the_checkpoint_is_said_and_refresh_begins_anew(experiments, registry, store, cut_off):
    (good,) = experiments("good")
    cut_off(good, data="other")
    (item,) = plan.make([good], registry, store)
    assert (item.status, item.trained, item.changed) == ("resumable", True, ["the data of images changed"])
    (again,) = plan.make([good], registry, store, refresh=True)
    assert (again.status, again.resumed) == ("to do", None)


def test_a_result_counts_whatever_was_interrupted_later(experiments, registry, store, begun, cut_off):
    (good,) = experiments("good")
    store.finish(begun(good), {"test_accuracy": 0.5})
    cut_off(good)
    (item,) = plan.make([good], registry, store)
    assert (item.status, item.trained) == ("done", False)


def test_a_refresh_that_was_interrupted_goes_on(experiments, registry, store, begun, cut_off):
    (good,) = experiments("good")
    store.finish(begun(good, data="other"), {"test_accuracy": 0.5})
    name = cut_off(good)
    for refresh in (False, True):
        (item,) = plan.make([good], registry, store, refresh=refresh)
        assert (item.status, item.trained, item.resumed.name) == ("resumable", True, name)
