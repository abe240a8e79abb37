"""Tests of how a run begins: anew or resumed, by one process at a time, and what the fencing token keeps out."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from zoo.errors import Failure, LeaseLost, UsageError, ZooError
from zoo.store import DIVERGED, DONE, FAILED, INTERRUPTED, LEASE_SECONDS, RUNNING, Busy, Lease
from zoo.store.leases import this_machine

RESULT = {"test_accuracy": 0.9}


@pytest.fixture(params=["its process is gone", "its lease has run out"])
def dead(request, store, record, dead_process, ago):
    """The lease of a run that still says it is running, and is dead."""
    if "process" in request.param:
        return store.begin(record(threads=2, pid=dead_process))
    return store.begin(record(threads=2, host="elsewhere", heartbeat=ago(LEASE_SECONDS + 1)))


def test_a_run_begins_with_the_first_token(store, record):
    lease = store.begin(record())
    assert lease == Lease("aaaaaaaaaaaa.1", 1)
    assert store.run(lease.name).token == 1


def test_an_experiment_is_trained_by_one_process_at_a_time(store, record):
    lease = store.begin(record())
    for resume in (None, lease.name):
        with pytest.raises(Busy) as busy:
            store.begin(record(), resume=resume)
        assert busy.value.run == replace(store.run(lease.name), provenance=None)
        assert lease.name in busy.value.render()
        assert isinstance(busy.value, ZooError)
    assert len(store.runs()) == 1


def test_another_experiment_is_no_obstacle(store, record):
    store.begin(record())
    assert store.begin(record(experiment_id="b")) == Lease("b.1", 1)


def test_what_is_running_on_another_machine_counts_while_its_lease_lasts(store, record, ago):
    store.begin(record(host="elsewhere", pid=1, heartbeat=ago(LEASE_SECONDS - 5)))
    with pytest.raises(Busy, match=r"aaaaaaaaaaaa\.1") as busy:
        store.begin(record())
    assert "elsewhere" in busy.value.render()


def test_a_dead_run_is_written_down_by_the_next_one(store, record, dead):
    assert store.begin(record()) == Lease("aaaaaaaaaaaa.2", 1)
    with store._database.reading() as connection:
        status = connection.exec_driver_sql("select status from runs where id = 1").scalar()
    assert status == INTERRUPTED
    run = store.run(dead.name)
    assert "cut off" in run.error["message"]
    assert Failure.from_dict(run.error).resumable
    assert run.finished == run.heartbeat, "the last sign of life"


def test_a_dead_run_goes_on_under_the_next_token(store, record, dead):
    before = store.run(dead.name)
    lease = store.begin(record(threads=7), resume=dead.name)
    assert lease == Lease(dead.name, 2)
    run = store.run(lease.name)
    assert (run.status, run.token, run.error, run.finished) == (RUNNING, 2, None, None)
    assert (run.started, run.threads) == (before.started, 2), "what was recorded when it began stays"
    assert run.heartbeat > before.heartbeat
    assert (run.pid, run.host) == (os.getpid(), this_machine())
    assert len(store.runs()) == 1


@pytest.mark.parametrize("status", [INTERRUPTED, FAILED])
def test_what_ended_without_a_result_goes_on(store, record, status):
    lease = store.begin(record())
    store.fail(lease, {"message": "no"}, status)
    again = store.begin(record(), resume=lease.name)
    assert again == Lease(lease.name, 2)
    assert store.run(lease.name).error is None
    store.finish(again, RESULT)
    assert store.run(lease.name).test_accuracy == 0.9


def test_one_of_two_that_resume_at_once_is_told_so(store, record, dead):
    store.begin(record(), resume=dead.name)
    with pytest.raises(Busy):
        store.begin(record(), resume=dead.name)
    assert store.run(dead.name).token == 2


def test_what_was_done_meanwhile_is_not_resumed(store, record, dead):
    store.finish(store.begin(record(), resume=dead.name), RESULT)
    with pytest.raises(Busy, match="taken") as busy:
        store.begin(record(), resume=dead.name)
    assert busy.value.run.status == DONE
    assert "meanwhile" in busy.value.render()


def test_what_diverged_is_not_resumed(store, record):
    lease = store.begin(record())
    store.fail(lease, {"message": "nan"}, DIVERGED)
    with pytest.raises(UsageError, match="it is diverged"):
        store.begin(record(), resume=lease.name)
    assert store.begin(record()) == Lease("aaaaaaaaaaaa.2", 1)


@pytest.mark.parametrize("name", ["aaaaaaaaaaaa.9", "b.1"])
def test_what_is_not_there_or_of_another_experiment_is_not_resumed(store, record, name):
    store.fail(store.begin(record(experiment_id="b")), {"message": "no"})
    with pytest.raises(UsageError, match="is not recorded"):
        store.begin(record(), resume=name)
    assert len(store.runs()) == 1


def test_once_is_not_what_was_done_meanwhile(store, record):
    store.finish(store.begin(record(code="c", data="d")), {**RESULT, "data": "d"})
    with pytest.raises(Busy) as busy:
        store.begin(record(code="c", data="d"), once=True)
    assert busy.value.run.status == DONE
    for changes in ({"code": "new"}, {"data": "new"}, {"protocol": 2}):
        store.fail(store.begin(record(**{"code": "c", "data": "d", **changes}), once=True), None)
    assert store.begin(record(code="c", data="d")).name == "aaaaaaaaaaaa.5", "unless it is asked for again"


def test_who_comes_back_after_its_lease_was_passed_on_writes_nothing(store, record, dead):
    lease = store.begin(record(), resume=dead.name)
    before = store.run(lease.name)
    for late in (lambda: store.finish(dead, {"test_accuracy": 1.0}), lambda: store.fail(dead, {"message": "late"})):
        with pytest.raises(LeaseLost, match=dead.name) as lost:
            late()
        assert lost.value.exit_status == 5
    assert store.beat([dead], {dead.name: 9}) == [dead]
    assert store.run(lease.name) == before
    store.finish(lease, RESULT)
    assert store.run(lease.name).test_accuracy == 0.9


def test_who_comes_back_before_anybody_took_its_run_goes_on(store, record, ago):
    lease = store.begin(record(heartbeat=ago(LEASE_SECONDS + 100)))
    assert store.run(lease.name).status == INTERRUPTED
    assert store.beat([lease]) == []
    assert store.run(lease.name).status == RUNNING
    store.finish(lease, RESULT)
    assert store.run(lease.name).status == DONE


def test_a_heartbeat_renews_leases_and_keeps_the_epochs(store, record, ago):
    leases = [store.begin(record(experiment_id=name, heartbeat=ago(20))) for name in "abc"]
    store.fail(leases[2], None)
    before = [store.run(lease.name).heartbeat for lease in leases]
    assert store.beat(leases, {"a.1": 3, "unknown": 4}) == [leases[2]]
    runs = [store.run(lease.name) for lease in leases]
    assert [run.heartbeat > old for run, old in zip(runs, before, strict=True)] == [True, True, False]
    assert [run.epochs_done for run in runs] == [3, None, None]
    assert store.beat(iter(leases[:1])) == []
    assert store.run("a.1").epochs_done == 3, "no news of it leaves it as it was"


def test_nothing_to_beat_writes_nothing(store, record, monkeypatch):
    monkeypatch.setattr(store._database, "write", None)
    assert store.beat([]) == []


def test_what_is_done_has_no_checkpoint(store, record):
    first, second = (store.begin(record(experiment_id=name)) for name in "ab")
    store.beat([first, second], {"a.1": 2, "b.1": 2})
    store.finish(first, RESULT)
    store.fail(second, None)
    assert (store.run("a.1").epochs_done, store.run("b.1").epochs_done) == (None, 2)


def test_where_what_comes_before_raises_nothing_has_begun(store, record):
    def refuse(lease):
        assert lease == Lease("aaaaaaaaaaaa.1", 1)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        store.begin(record(), before=refuse)
    assert store.runs() == []
