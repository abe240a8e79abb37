"""Tests of the store: runs begun, ended and found, by one process and by many."""

from __future__ import annotations

import multiprocessing
import sqlite3
from dataclasses import replace

import pytest
import sqlalchemy

from zoo.errors import StoreError, UsageError
from zoo.store import DONE, FAILED, RUNNING, Store

RESULT = {"test_accuracy": 0.9, "test_loss": float("nan"), "train_seconds": 2.5, "parameters": 12, "data": "d1"}


def open_and_record(url, make, count, barrier):
    barrier.wait()
    store = Store.open(url)
    for _ in range(count):
        store.finish(store.begin(make), RESULT)


def in_processes(number, url, make, count):
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(number)
    processes = [context.Process(target=open_and_record, args=(url, make, count, barrier)) for _ in range(number)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    return [process.exitcode for process in processes]


def test_a_run_is_recorded_whole(store, record):
    given = record(experiment={"a": [1]}, provenance={"components": {}}, epochs=3, validation=0.1, seed=4, code="c")
    name = store.begin(given)
    begun = store.run(name)
    assert begun.status == RUNNING
    assert begun.finished is None
    assert begun == replace(given, name=name, started=begun.started, pid=begun.pid, host=begun.host)
    store.finish(name, RESULT)
    done = store.run(name)
    assert (done.status, done.test_accuracy, done.train_seconds, done.parameters) == (DONE, 0.9, 2.5, 12)
    assert done.data == "d1"
    assert done.finished >= done.started
    assert done.epochs == 3, "a result that does not say how many keeps the plan's"
    assert done.result == {**RESULT, "test_loss": None}


def test_what_is_no_number_is_recorded_as_none(store, record):
    name = store.begin(record())
    store.finish(name, {"test_accuracy": float("nan"), "test_loss": float("inf")})
    assert store.run(name).test_accuracy is None
    assert store.run(name).test_loss is None


def test_a_failure_keeps_its_error(store, record):
    name = store.begin(record())
    store.fail(name, {"message": "out of memory", "exit_status": 1})
    assert store.run(name).status == FAILED
    assert store.run(name).error == {"message": "out of memory", "exit_status": 1}
    assert store.runs(experiment_id="aaaaaaaaaaaa", status=DONE) == []


def test_a_run_ends_once(store, record):
    name = store.begin(record())
    store.finish(name, RESULT)
    for again in (lambda: store.finish(name, {"test_accuracy": 1.0}), lambda: store.fail(name, None)):
        with pytest.raises(StoreError, match="not a running run"):
            again()
    assert store.run(name).test_accuracy == 0.9


def test_a_result_that_cannot_be_stored_changes_nothing(store, record):
    name = store.begin(record())
    with pytest.raises(sqlalchemy.exc.StatementError, match="not JSON serializable"):
        store.finish(name, {"test_accuracy": 0.5, "extra": object()})
    assert store.run(name).status == RUNNING
    assert store.run(name).test_accuracy is None


def test_attempts_are_numbered(store, record):
    names = [store.begin(record()) for _ in range(11)] + [store.begin(record(experiment_id="bbbbbbbbbbbb"))]
    assert names == [*(f"aaaaaaaaaaaa.{n}" for n in range(1, 12)), "bbbbbbbbbbbb.1"]


def test_runs_are_newest_first_and_filtered(store, record):
    first, second, third = (store.begin(record(experiment_id=i, group_id=g)) for i, g in ["ax", "bx", "cy"])
    store.finish(second, RESULT)
    names = [run.name for run in store.runs()]
    assert names == [third, second, first]
    assert [run.name for run in store.runs(status="done")] == [second]
    assert [run.name for run in store.runs(group_id="x")] == [second, first]
    assert [run.name for run in store.runs(experiment_id="c")] == [third]


def test_details_are_read_only_where_they_are_asked_for(store, record):
    store.begin(record(experiment={"a": 1}))
    assert store.runs()[0].experiment is None
    assert store.runs(details=True)[0].experiment == {"a": 1}


def test_the_latest_done(store, record):
    names = [store.begin(record()) for _ in range(3)]
    store.finish(names[1], RESULT)
    store.finish(names[0], RESULT)
    store.fail(names[2], None)
    done = store.runs(experiment_id="aaaaaaaaaaaa", status=DONE)
    assert [run.name for run in done] == [names[1], names[0]], "the latest begun comes first"
    assert store.runs(experiment_id="bbbbbbbbbbbb", status=DONE) == []


def test_data_last_seen(store, record):
    for data in ("old", "new", None):
        store.begin(record(data=data))
    store.begin(record(dataset="dots:size=9", data="old"))
    assert store.known_data() == {"dots": "new", "dots:size=9": "old"}
    store.begin(record(data="old"))
    assert store.known_data()["dots"] == "old"


def test_a_run_is_found_by_the_beginning_of_its_name(store, record):
    for experiment in ("aaaa1", "aaaa1", "aaab2"):
        store.begin(record(experiment_id=experiment))
    assert store.run("aaaa").name == "aaaa1.2", "of one experiment's attempts the latest"
    assert store.run("aaaa1.1").name == "aaaa1.1"
    with pytest.raises(UsageError, match="Several runs") as ambiguous:
        store.run("aaa")
    assert "aaab2.1" in ambiguous.value.render()


def test_a_whole_name_is_no_beginning(store, record):
    for _ in range(12):
        store.begin(record(experiment_id="a"))
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


def test_sixteen_processes_open_a_new_store_at_once(url, record, tmp_path):
    assert in_processes(16, url, record(), count=1) == [0] * 16
    connection = sqlite3.connect(tmp_path / "zoo.db")
    assert connection.execute("select count(*) from schema_version").fetchone() == (1,)
    connection.close()
    assert {run.name for run in Store.open(url).runs()} == {f"aaaaaaaaaaaa.{n}" for n in range(1, 17)}


def test_eight_processes_record_at_once(url, record):
    assert in_processes(8, url, record(), count=10) == [0] * 8
    runs = Store.open(url).runs()
    assert sorted(int(run.name.split(".")[1]) for run in runs) == list(range(1, 81))
    assert {run.status for run in runs} == {DONE}
