"""Tests of the store: runs begun, ended and found."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy

from zoo.errors import UsageError
from zoo.store import DONE, FAILED, RUNNING, LeaseLost, Store

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
    with pytest.raises(sqlalchemy.exc.StatementError, match="not JSON serializable"):
        store.finish(lease, {"test_accuracy": 0.5, "extra": object()})
    assert store.run(lease.name).status == RUNNING
    assert store.run(lease.name).test_accuracy is None


def test_attempts_are_numbered(attempt):
    names = [attempt() for _ in range(11)] + [attempt(experiment_id="bbbbbbbbbbbb")]
    assert names == [*(f"aaaaaaaaaaaa.{n}" for n in range(1, 12)), "bbbbbbbbbbbb.1"]


def test_runs_are_newest_first_and_filtered(store, record):
    leases = [store.begin(record(experiment_id=i, group_id=g)) for i, g in ["ax", "bx", "cy"]]
    store.finish(leases[1], RESULT)
    first, second, third = (lease.name for lease in leases)
    names = [run.name for run in store.runs()]
    assert names == [third, second, first]
    assert [run.name for run in store.runs(status="done")] == [second]
    assert [run.name for run in store.runs(group_id="x")] == [second, first]
    assert [run.name for run in store.runs(experiment_id="c")] == [third]


def test_details_are_read_only_where_they_are_asked_for(store, record):
    store.begin(record(experiment={"a": 1}))
    assert store.runs()[0].experiment is None
    assert store.runs(details=True)[0].experiment == {"a": 1}


def test_the_latest_done(store, attempt):
    first, _, latest = attempt(result=RESULT), attempt(), attempt(result=RESULT)
    done = store.runs(experiment_id="aaaaaaaaaaaa", status=DONE)
    assert [run.name for run in done] == [latest, first], "the latest begun comes first"
    assert store.runs(experiment_id="bbbbbbbbbbbb", status=DONE) == []


def test_data_last_seen(store, attempt):
    for data in ("old", "new", None):
        attempt(data=data)
    attempt(dataset="dots:size=9", data="old")
    assert store.known_data() == {"dots": "new", "dots:size=9": "old"}
    attempt(data="old")
    assert store.known_data()["dots"] == "old"


def test_a_run_is_found_by_the_beginning_of_its_name(store, attempt):
    for experiment in ("aaaa1", "aaaa1", "aaab2"):
        attempt(experiment_id=experiment)
    assert store.run("aaaa").name == "aaaa1.2", "of one experiment's attempts the latest"
    assert store.run("aaaa1.1").name == "aaaa1.1"
    with pytest.raises(UsageError, match="Several runs") as ambiguous:
        store.run("aaa")
    assert "aaab2.1" in ambiguous.value.render()


def test_a_whole_name_is_no_beginning(store, attempt):
    for _ in range(12):
        attempt(experiment_id="a")
    assert store.run("a.1").name == "a.1"


@pytest.mark.parametrize("name", ["", "%", "a_a"])
def test_signs_of_sql_mean_nothing(store, record, name):
    store.begin(record(experiment_id="aaa"))
    with pytest.raises(UsageError, match="No run is called"):
        store.run(name)


def test_an_unknown_run_gets_close_ones(store, record):
    store.begin(record())
    with pytest.raises(UsageError) as unknown:
        store.run("aaaaaaaaaaba.1")
    assert "aaaaaaaaaaaa.1" in unknown.value.render()


def test_a_store_that_is_not_there_reads_as_empty_and_is_not_made(url, tmp_path):
    store = Store.open(url, create=False)
    assert store.runs() == []
    assert store.known_data() == {}
    with pytest.raises(UsageError, match="No run is called"):
        store.run("a")
    assert str(tmp_path / "zoo.db") in store.where
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_reads_as_an_empty_store(url, tmp_path):
    (tmp_path / "zoo.db").touch()
    assert Store.open(url, create=False).runs() == []
    assert Store.open(url).runs() == []


def test_the_default_is_in_the_zoos_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "deep" / "home"))
    assert Store.open().where == str(tmp_path / "deep" / "home" / "zoo.db")
    assert (tmp_path / "deep" / "home" / "zoo.db").exists()
