"""Tests of times: UTC, whatever zone a server or a session lives in, and by the server's clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.store.places import OF_A_SERVER
from zoo.store import INTERRUPTED, LEASE_SECONDS, RUNNING, Busy, Store

ZONES = ("Asia/Kathmandu", "America/St_Johns", "Pacific/Apia", "Antarctica/Troll", "Europe/Berlin")
"""Of a quarter and half an hour, across the date line, and with clocks that are put forward and back."""

TICK = timedelta(milliseconds=2)
"""Records have milliseconds."""


@pytest.fixture(params=ZONES)
def abroad(request, store, url, outside, monkeypatch):
    """A store whose server, whose process or both live in this zone."""
    monkeypatch.setenv("TZ", request.param)
    monkeypatch.setenv("PGTZ", request.param)
    time.tzset()
    if not url.startswith("sqlite"):
        outside(f"alter database {sa.make_url(url).database} set timezone = '{request.param}'")
        assert outside("show timezone") == [(request.param,)]
    yield Store.open(url)
    monkeypatch.undo()
    time.tzset()


def test_a_run_begins_and_ends_now(abroad, record):
    before = datetime.now(UTC) - TICK
    lease = abroad.begin(record())
    abroad.beat([lease])
    abroad.finish(lease, {"test_accuracy": 0.5})
    run = abroad.run(lease.name)
    times = [run.started, run.heartbeat, run.finished]
    assert times == sorted(times), "they are sorted as texts"
    assert all(text.endswith("+00:00") and len(text) == len("2026-01-01T00:00:00.000+00:00") for text in times)
    assert (
        before
        <= datetime.fromisoformat(run.started)
        <= datetime.fromisoformat(run.finished)
        <= datetime.now(UTC) + TICK
    )


def test_a_lease_lasts_as_long_as_anywhere(abroad, record, ago):
    for name, seconds in (("lasts", LEASE_SECONDS - 5), ("over", LEASE_SECONDS + 5)):
        abroad.begin(record(experiment_id=name, host="elsewhere", heartbeat=ago(seconds)))
    assert {run.name: run.status for run in abroad.runs()} == {"lasts.1": RUNNING, "over.1": INTERRUPTED}
    with pytest.raises(Busy):
        abroad.begin(record(experiment_id="lasts"))
    assert abroad.begin(record(experiment_id="over"), resume="over.1").token == 2


@pytest.mark.parametrize("text", ["2026-10-25T00:59:59.999+00:00", "2026-10-25T01:30:00.000+00:00"])
def test_the_hour_that_comes_twice_is_two(store, outside, attempt, text):
    """In Berlin, half past two in the night."""
    name = attempt(result={"test_accuracy": 0.5}, started=text)
    assert store.run(name).started == text


@OF_A_SERVER
@pytest.mark.parametrize("hours", [-1, 1])
def test_a_lease_goes_by_the_servers_clock(store, url, record, hours, monkeypatch):
    """The clock of a machine that shares the store may be an hour off."""

    class Off(datetime):
        @classmethod
        def now(cls, zone=None):
            return super().now(zone) + timedelta(hours=hours)

    before = datetime.now(UTC) - TICK
    for module in ("zoo.store.clock", "zoo.store.leases", "zoo.store.records"):
        monkeypatch.setattr(f"{module}.datetime", Off, raising=False)
    lease = store.begin(record(host="elsewhere"))
    assert store.run(lease.name).status == RUNNING
    monkeypatch.undo()
    run = Store.open(url).run(lease.name)
    assert run.status == RUNNING
    assert before <= datetime.fromisoformat(run.heartbeat) <= datetime.now(UTC) + TICK
    with pytest.raises(Busy):
        store.begin(record())
