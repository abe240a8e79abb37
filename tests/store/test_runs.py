"""Tests of the store: runs begun and ended."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy

from tests.store.places import OF_A_FILE
from zoo.errors import LeaseLost, StoreError
from zoo.store import DONE, FAILED, RUNNING, Store

RESULT = {"test_accuracy": 0.9, "test_loss": float("nan"), "train_seconds": 2.5, "parameters": 12, "data": "d1"}


def test_a_run_is_recorded_whole(store, record):
    given = record(experiment={"a": [1]}, provenance={"components": {}}, epochs=3, validation=0.1, seed=4, code="c")
    lease = store.begin(given)
    name = lease.name
    begun = store.run(name)
    assert (begun.status, begun.finished, begun.token, begun.epochs_done) == (RUNNING, None, lease.token, None)
    process = {"pid": begun.pid, "host": begun.host, "heartbeat": begun.heartbeat}
    assert None not in process.values()
    assert begun == replace(given, name=name, started=begun.started, **process)
    store.finish(lease, RESULT)
    done = store.run(name)
    assert (done.status, done.test_accuracy, done.train_seconds, done.parameters) == (DONE, 0.9, 2.5, 12)
    assert done.data == "d1"
    assert done.finished >= done.started
    assert done.epochs == 3, "a result that does not say how many keeps the plan's"
    assert done.result == {**RESULT, "test_loss": None}


def test_what_is_no_number_is_recorded_as_none(store, record):
    lease = store.begin(record())
    store.finish(lease, {"test_accuracy": float("nan"), "test_loss": float("inf")})
    assert store.run(lease.name).test_accuracy is None
    assert store.run(lease.name).test_loss is None


def test_a_failure_keeps_its_error(store, record):
    lease = store.begin(record())
    store.fail(lease, {"message": "out of memory", "exit_status": 1})
    assert store.run(lease.name).status == FAILED
    assert store.run(lease.name).error == {"message": "out of memory", "exit_status": 1}
    assert store.runs(experiment_id="aaaaaaaaaaaa", status=DONE) == []


def test_a_run_ends_once(store, record):
    lease = store.begin(record())
    store.finish(lease, RESULT)
    for again in (lambda: store.finish(lease, {"test_accuracy": 1.0}), lambda: store.fail(lease, None)):
        with pytest.raises(LeaseLost, match="not a running run"):
            again()
    assert store.run(lease.name).test_accuracy == 0.9


def test_a_result_that_cannot_be_stored_changes_nothing(store, record):
    lease = store.begin(record())
    with pytest.raises((TypeError, sqlalchemy.exc.StatementError), match="not JSON serializable"):
        store.finish(lease, {"test_accuracy": 0.5, "extra": object()})
    assert store.run(lease.name).status == RUNNING
    assert store.run(lease.name).test_accuracy is None


def test_attempts_are_numbered(attempt):
    names = [attempt() for _ in range(11)] + [attempt(experiment_id="bbbbbbbbbbbb")]
    assert names == [*(f"aaaaaaaaaaaa.{n}" for n in range(1, 12)), "bbbbbbbbbbbb.1"]


def test_the_default_is_in_the_zoos_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "deep" / "home"))
    assert Store.open().where == str(tmp_path / "deep" / "home" / "zoo.db")
    assert (tmp_path / "deep" / "home" / "zoo.db").exists()


@OF_A_FILE
def test_a_copy_of_no_store(url, tmp_path):
    with pytest.raises(StoreError, match="There is no store"):
        Store.open(url, create=False).copy(tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []
