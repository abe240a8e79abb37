"""The heartbeat: leases that stay valid, epochs that are written down, leases that are lost."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from zoo.errors import StoreError
from zoo.execution import heartbeat
from zoo.execution.heartbeat import Heartbeat
from zoo.execution.record import new_record


@pytest.fixture
def record(experiments, registry):
    (good,) = experiments("good")
    return new_record(good, registry, threads=1, data="seen")


def long_ago() -> str:
    return (datetime.now(UTC) - timedelta(hours=1)).isoformat(timespec="milliseconds")


def until(condition, within=10.0):
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_heart_keeps_a_run_running(store, record):
    lease = store.begin(replace(record, heartbeat=long_ago()))
    assert store.run(lease.name).status == "interrupted"
    with Heartbeat(store, beat=0.02) as beating:
        beating.hold(lease)
        until(lambda: store.run(lease.name).status == "running")
    assert beating.lost() == []


def test_it_writes_down_the_epochs_of_a_checkpoint(store, record):
    lease = store.begin(record)
    beating = Heartbeat(store)
    beating.hold(lease)
    beating.checkpoint(lease.name, 3)
    beating.beat()
    assert store.run(lease.name).epochs_done == 3


def test_a_lease_that_was_passed_on_is_lost_once(store, record):
    lease = store.begin(replace(record, heartbeat=long_ago()))
    beating = Heartbeat(store)
    beating.hold(lease)
    store.begin(record, resume=lease.name)
    beating.beat()
    assert beating.lost() == [lease.name]
    beating.beat()
    assert beating.lost() == []


def test_what_was_released_is_not_lost(store, record):
    lease = store.begin(record)
    beating = Heartbeat(store)
    beating.hold(lease)
    beating.release(lease.name)
    store.finish(lease, {})
    beating.beat()
    assert beating.lost() == []


def test_a_store_that_cannot_be_written_is_an_error_when_the_lease_has_run_out(store, record, monkeypatch):
    lease = store.begin(record)
    beating = Heartbeat(store)
    beating.hold(lease)

    def broken(*arguments):
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(store, "beat", broken)
        beating.beat()
        assert beating.lost() == []  # one that fails is made up for by the next
        patch.setattr(heartbeat, "LEASE_SECONDS", 0.0)
        with pytest.raises(StoreError, match="The disk is full"):
            beating.lost()
    beating.beat()
    assert beating.lost() == []
