"""A sweep that is stopped, runs out of time, fails fast or loses a worker: what is recorded, and how it goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from zoo import paths
from zoo.errors import FolderLocked, StoreBroken
from zoo.execution import sweep
from zoo.execution.claims import Claim
from zoo.execution.local.pool import Pool
from zoo.execution.signals import Interrupted
from zoo.store import INTERRUPTED, Lease, run_folder
from zoo.store.run_folder import RunFolder


class Told(list):
    """The events that a sweep tells; `on` calls something at the first one that matches."""

    def __init__(self):
        super().__init__()
        self._waiting = []

    def on(self, act, **event):
        self._waiting.append((event, act))

    def signals(self, number, **event):
        self.on(threading.Timer(0.1, os.kill, (os.getpid(), number)).start, **event)

    def __call__(self, event):
        self.append(event)
        for wanted, act in list(self._waiting):
            if wanted.items() <= event.to_dict().items():
                self._waiting.remove((wanted, act))
                act()

    def of(self, name):
        return [event for event in self if event.kind == name]


@pytest.fixture
def told():
    return Told()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_goes_on_where_it_was_stopped(train, experiments, store, told, trained, number):
    (slow,) = experiments("slow")
    told.signals(number, event="checkpoint")
    with pytest.raises(Interrupted) as caught:
        train([slow], told)
    assert caught.value.exit_status == 128 + number
    (run,) = store.runs(details=True)
    assert (run.status, run.token, run.epochs_done) == ("interrupted", 1, 1)
    assert run.error["message"] == f"Stopped by {signal.Signals(number).name}."
    (slow,) = experiments("slow")
    told.signals(number, event="resumed")
    with pytest.raises(Interrupted):
        train([slow], told)
    assert [event.epoch for event in told.of("resumed")] == [1]
    assert [(event.resume, event.epochs_done) for event in told.of("begin")] == [(False, None), (True, 1)]
    assert [(run.name, run.token) for run in store.runs()] == [(f"{slow.id}.1", 2)]
    assert trained(run.name) == [0]


def test_a_worker_that_does_not_stop_is_killed_after_the_grace(train, experiments, store, told, gone, monkeypatch):
    monkeypatch.setattr(sweep, "GRACE", 0.5)
    told.signals(signal.SIGTERM, event="started")
    with pytest.raises(Interrupted):
        train(experiments("stubborn"), told)
    assert gone(told.of("started")[0].provenance["pid"])
    assert [run.status for run in store.runs()] == ["interrupted"]


def test_a_second_ctrl_c_does_not_wait_for_the_grace(train, experiments, store, told, gone):
    told.signals(signal.SIGINT, event="started")
    told.on(threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGINT)).start, event="started")
    began = time.monotonic()
    with pytest.raises(Interrupted) as caught:
        train(experiments("stubborn"), told)
    assert time.monotonic() - began < sweep.GRACE
    assert caught.value.exit_status == 130
    assert gone(told.of("started")[0].provenance["pid"])
    assert [run.status for run in store.runs()] == ["interrupted"]


def test_what_has_not_begun_to_train_is_not_waited_for(train, experiments, store, told):
    told.signals(signal.SIGTERM, event="begin")
    found = experiments("mute")
    with pytest.raises(Interrupted) as caught:
        train(found, told)
    assert caught.value.render() == f"Interrupted: 0 of 1 runs are recorded, {found[0].id}.1 as interrupted."


def test_a_worker_that_is_done_gets_the_next_run_before_the_result_is_recorded(
    train, experiments, store, told, monkeypatch
):
    order = []
    begin, finish = store.begin, store.finish
    monkeypatch.setattr(store, "begin", lambda *given, **named: (order.append("begin"), begin(*given, **named))[1])
    monkeypatch.setattr(store, "finish", lambda *given: (order.append("finish"), finish(*given))[1])
    train(experiments("good", seeds=range(3)), told)
    assert order == ["begin", "begin", "finish", "begin", "finish", "finish"]
    assert [run.status for run in store.runs()] == ["done"] * 3


def test_a_run_that_takes_too_long_fails_alone_and_can_go_on(train, experiments, store, told, gone):
    slow, good = experiments("slow,good")
    records = train([slow, good], told, timeout=4.0)
    assert [records[e.id].status for e in (slow, good)] == ["failed", "done"]
    error = records[slow.id].error
    assert error["message"] == "It took longer than 4 s."
    assert error["hint"].startswith("cat ")
    assert error["resumable"]
    assert gone(told.of("started")[0].provenance["pid"])
    train([slow], told, timeout=4.0)
    assert [event.epoch for event in told.of("resumed")] == [1]


def test_fail_fast_ends_the_others_with_a_checkpoint(train, experiments, store, told):
    slow, failing, good = experiments("slow,failing,good")
    records = train([slow, failing, good], told, jobs=2, fail_fast=True)
    assert [records[e.id].status for e in (slow, failing)] == ["interrupted", "failed"]
    assert good.id not in records
    assert "--fail-fast" in records[slow.id].error["message"]


def test_a_signal_while_fail_fast_ends_the_others_is_not_lost(train, experiments, told, monkeypatch):
    monkeypatch.setattr(sweep, "GRACE", 2.0)
    waits = []
    monkeypatch.setattr(Pool, "wait", counting(Pool.wait, waits))
    told.on(lambda: waits.clear(), event="failed")
    told.signals(signal.SIGTERM, event="failed")
    with pytest.raises(Interrupted) as caught:
        train(experiments("stubborn,failing"), told, jobs=2, fail_fast=True)
    assert caught.value.exit_status == 143
    assert len(waits) < 50, "it waits, and does not ask over and over"


def counting(call, calls):
    def counted(*arguments):
        calls.append(arguments)
        return call(*arguments)

    return counted


def test_without_fail_fast_the_others_go_on(train, experiments):
    records = train(experiments("failing,good"), jobs=2)
    assert sorted(record.status for record in records.values()) == ["done", "failed"]


def test_a_run_that_diverges_is_recorded_as_that(train, experiments, store):
    diverging, good = experiments("diverging,good")
    records = train([diverging, good])
    assert (records[diverging.id].status, records[good.id].status) == ("diverged", "done")
    assert records[diverging.id].error["message"] == "The loss is not finite."


def test_a_run_whose_worker_was_killed_goes_on_from_its_checkpoint(train, experiments, store, trained):
    (mortal,) = experiments("mortal")
    record = train([mortal])[mortal.id]
    assert (record.status, record.error["resumable"], record.epochs_done) == ("failed", True, 1)
    record = train([mortal])[mortal.id]
    assert (record.name, record.status, record.error) == (f"{mortal.id}.1", "done", None)
    assert trained(record.name) == [0, 1, 2]


def test_a_run_that_goes_on_keeps_its_number_of_threads(train, experiments, store, told):
    (mortal,) = experiments("mortal")
    train([mortal], threads=2)
    record = train([mortal], told, threads=1)[mortal.id]
    assert (record.threads, record.result["threads"]) == (2, 2)


def test_force_begins_anew(train, experiments, store, trained):
    (mortal,) = experiments("mortal")
    train([mortal])
    train([mortal], force=True)
    assert [run.name for run in store.runs()] == [f"{mortal.id}.2", f"{mortal.id}.1"]


def test_a_folder_that_stands_in_the_way_is_said_and_kept(train, experiments, store, told):
    (good,) = experiments("good")
    RunFolder(paths.run_folder(f"{good.id}.1"), 3).claim()
    assert train([good], told)[good.id].status == "done"
    assert [event.aside for event in told.of("begin")] == [paths.runs_folder() / f"{good.id}.1.before-1"]


STOPPED_IN_A_WRITE = """
import os, signal, sys
from pathlib import Path
from zoo.store.run_folder import RunFolder

with RunFolder(Path(sys.argv[1]), 1).writing():
    print("writing", flush=True)
    os.kill(os.getpid(), signal.SIGSTOP)
"""


def test_a_process_that_was_stopped_in_a_write_costs_its_run_alone(
    train, experiments, store, told, trained, monkeypatch
):
    monkeypatch.setattr(run_folder, "PATIENCE", 0.3)
    mortal, good = experiments("mortal,good")
    train([mortal])
    command = [sys.executable, "-c", STOPPED_IN_A_WRITE, str(paths.run_folder(f"{mortal.id}.1"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as stopped:
        try:
            assert stopped.stdout.readline() == b"writing\n"
            records = train([mortal, good], told)
        finally:
            stopped.kill()
    assert {e.model.name: records[e.id].status for e in (mortal, good)} == {"mortal": "interrupted", "good": "done"}
    assert records[mortal.id].error["message"].endswith("is locked.")
    assert [event.run for event in told.of("begin")] == [f"{mortal.id}.1", f"{good.id}.1"]
    assert [event.run for event in told.of("failed")] == [f"{mortal.id}.1"]
    record = train([mortal])[mortal.id]
    assert (record.status, record.token) == ("done", 3)
    assert trained(record.name) == [0, 1, 2]


def test_a_folder_that_another_store_has_passed_on_costs_its_run_alone(train, experiments, store):
    mortal, good = experiments("mortal,good")
    train([mortal])
    RunFolder(paths.run_folder(f"{mortal.id}.1"), 9).claim()
    records = train([mortal, good])
    assert [records[e.id].status for e in (mortal, good)] == ["interrupted", "done"]


def test_a_run_that_was_passed_on_while_its_folder_was_locked_is_left(train, experiments, store, told, monkeypatch):
    mortal, good = experiments("mortal,good")
    train([mortal])
    name, claim = f"{mortal.id}.1", RunFolder.claim

    def passed_on(folder):
        store.fail(Lease(name, 2), {"message": "It was cut off."}, INTERRUPTED)
        store.finish(store.begin(store.run(name), resume=name), {"test_accuracy": 0.5})
        monkeypatch.setattr(RunFolder, "claim", claim)
        raise FolderLocked("It is locked.")

    monkeypatch.setattr(RunFolder, "claim", passed_on)
    records = train([mortal, good], told)
    assert [records[e.id].status for e in (mortal, good)] == ["done", "done"]
    assert [event.run for event in told.of("lost")] == [name]


@pytest.mark.parametrize(("model", "resumable"), [("locked", True), ("unstorable", False)])
def test_an_error_of_a_file_costs_its_run_alone(train, experiments, model, resumable):
    """Such as a locked folder, or what a plugin raises."""
    failing, good = experiments(f"{model},good")
    records = train([failing, good])
    assert [records[e.id].status for e in (failing, good)] == ["failed", "done"]
    assert records[failing.id].error["resumable"] is resumable


def test_a_disk_that_refuses_one_run_ends_the_sweep(train, experiments, store):
    diskless, good = experiments("diskless,good")
    with pytest.raises(StoreBroken, match="The disk is full"):
        train([diskless, good])
    assert {run.model: run.status for run in store.runs()}["diskless"] == "failed"
    assert store.runs(details=True)[-1].error["resumable"]


def test_a_folder_that_files_cannot_be_put_into_costs_its_run_alone(train, experiments, monkeypatch, told):
    steady, good = experiments("steady,good")

    def keep(claim, files):
        if claim.item.experiment.id == steady.id:
            raise FolderLocked("It is locked.")

    monkeypatch.setattr(Claim, "keep", keep)
    records = train([steady, good], told)
    assert [records[e.id].status for e in (steady, good)] == ["interrupted", "done"]
    assert [event.run for event in told.of("failed")] == [f"{steady.id}.1"]
