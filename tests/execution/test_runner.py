"""What is recorded: results, failures, deaths, interruptions."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from zoo.errors import StoreError
from zoo.execution.preflight import Refused
from zoo.execution.signals import Interrupted


def test_results_are_recorded(train, experiments, store):
    (good,) = experiments("good")
    record = train([good])[good.id]
    assert record == store.run(good.id)
    assert (record.status, record.test_accuracy, record.data, record.threads) == ("done", 0.9, "seen", 1)
    assert (record.epochs, record.batch_size) == (1, 32)
    assert set(record.provenance) == {"pid"}, "what its worker said"


def test_what_is_done_is_not_trained_again(train, experiments, store):
    found = experiments("good,better")
    train(found)
    assert train(found) == {}
    assert len(store.runs()) == 2
    assert len(train(found, force=True)) == 2


def test_a_failure_does_not_stop_the_others(train, experiments):
    found = experiments("good,failing,killed,better")
    records = train(found)
    assert [records[e.id].status for e in found] == ["done", "failed", "failed", "done"]
    assert records[found[1].id].error["message"] == "It diverged."
    assert "killed by signal 9" in records[found[2].id].error["message"]
    assert records[found[2].id].error["hint"].startswith("cat ")


def test_a_refusal_records_nothing(train, experiments, store):
    with pytest.raises(Refused):
        train(experiments("good,misfit"))
    assert store.runs() == []


def test_a_full_disk_ends_the_sweep(train, experiments, store):
    with pytest.raises(StoreError, match="The disk is full"):
        train(experiments("diskless,good"))
    assert [record.status for record in store.runs()] == ["failed"]


def test_a_folder_that_cannot_be_made_fails_its_run_and_ends_the_sweep(train, experiments, store, zoo_home):
    (zoo_home / "runs").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be written"):
        train(experiments("good,better"))
    (record,) = store.runs(details=True)
    assert (record.status, record.error["exit_status"]) == ("failed", StoreError.exit_status)


def test_a_store_that_cannot_be_written_ends_the_sweep_and_the_worker(train, experiments, store, monkeypatch, gone):
    pids = []

    def broken(*arguments):
        raise StoreError("The store cannot be written.")

    monkeypatch.setattr(store, "finish", broken)
    with pytest.raises(StoreError, match="cannot be written"):
        train(
            experiments("good"), lambda event: pids.append(event.provenance["pid"]) if event.kind == "started" else None
        )
    assert gone(pids[0])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_at_once_and_what_ran_is_interrupted(train, experiments, store, gone, number):
    pids = []

    def tell(event):
        if event.kind == "started":
            pids.append(event.provenance["pid"])
            if len(pids) == 2:
                threading.Timer(0.1, os.kill, (os.getpid(), number)).start()

    found = experiments("good,slow,better")
    with pytest.raises(Interrupted) as caught:
        train(found, tell)
    assert caught.value.exit_status == 128 + number
    assert caught.value.render() == f"Interrupted: 1 of 3 runs are recorded, {found[1].id}.1 as interrupted."
    assert {run.model: run.status for run in store.runs()} == {"good": "done", "slow": "interrupted"}
    assert gone(pids[0])


def test_the_order_of_events(train, experiments):
    told = []
    train(experiments("good"), told.append)
    assert [event.kind for event in told] == ["check", "begin", "began", "started", "epoch", "done"]
    assert (told[1].number, told[1].total) == (1, 1)
    assert told[1].folder.is_dir()


def test_logs_are_kept_only_where_a_worker_was_lost(train, experiments, zoo_home):
    train(experiments("good"))
    assert list((zoo_home / "logs").iterdir()) == []
    train(experiments("killed"))
    assert len(list((zoo_home / "logs").iterdir())) == 1
