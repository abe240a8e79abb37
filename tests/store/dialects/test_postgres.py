"""Tests of a store on a server: what a connection is told, and what becomes of one that is lost."""

from __future__ import annotations

import functools
import multiprocessing
import os
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from tests.store import racing
from zoo.errors import StoreBroken, StoreError
from zoo.store import DONE, INTERRUPTED, RUNNING, Busy, Store, dialects, leases
from zoo.store.dialects import connecting, outage, postgres


@pytest.fixture
def url(postgres):
    return postgres.new_database()


@pytest.fixture
def there(record):
    """A run of another machine."""
    return functools.partial(record, host="elsewhere", pid=1)


def numbered(record, number):
    return replace(record, experiment_id=f"{number}")


def setting(store, name):
    return store._database.read(lambda connection: connection.scalar(sa.func.current_setting(name)))


def lose(store, *, after):
    """Cuts the connection of the next transaction that ends, once: before it has ended, or after."""
    left = [after]

    def cut(connection):
        if left:
            driver = connection.connection.driver_connection
            if left.pop():
                driver.commit()
            driver.close()

    sa.event.listen(store._database.engine, "commit", cut)


def test_what_a_connection_is_told(store):
    assert setting(store, "timezone") == "UTC"
    assert setting(store, "lock_timeout") == "2min"
    assert setting(store, "idle_in_transaction_session_timeout") == "0", "reading takes as long as it takes"
    told = store._database.write(lambda connection: connection.exec_driver_sql("show transaction_isolation").scalar())
    assert told == "read committed"


def test_stores_of_a_process_share_connections_and_close_them_in_the_end(url):
    first, second = Store.open(url), Store.open(url)
    assert first._database.engine is second._database.engine
    pool = first._database.engine.pool
    assert pool.checkedin() == 1
    del first, second
    assert postgres._open.get(sa.make_url(url)) is None


def test_a_forked_process_makes_its_own_connections(store, record):
    store.begin(record())
    child = os.fork()
    if child == 0:
        os._exit(0 if store.runs()[0].status == RUNNING and store.beat([]) == [] else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert store.names() == {"aaaaaaaaaaaa.1"}


@pytest.mark.parametrize("after", [False, True])
def test_a_connection_lost_at_the_end_of_a_transaction(store, record, after):
    """Whether the run has begun or not, it has once."""
    asked = []
    lose(store, after=after)
    lease = store.begin(record(), before=asked.append)
    assert lease.name == "aaaaaaaaaaaa.1"
    assert store.names() == {"aaaaaaaaaaaa.1"}
    assert len(asked) == (1 if after else 2)
    lose(store, after=after)
    store.finish(lease, {"test_accuracy": 0.5, "train_seconds": 1.0})
    assert store.run(lease.name).train_seconds == 1.0
    lose(store, after=after)
    store.remove(lease.name, lambda: None)
    assert store.names() == set()


@pytest.mark.parametrize("after", [False, True])
def test_what_was_refused_stays_refused(store, record, after):
    lease = store.begin(record())
    store.fail(lease, None)
    lose(store, after=after)
    with pytest.raises(StoreError, match="not a running run"):
        store.finish(lease, {})


def test_a_connection_lost_in_mid_transaction(store, record, postgres):
    def ended(lease):
        if not seen:
            seen.append(lease)
            postgres.restart("fast")

    seen = []
    assert store.begin(record(), before=ended).name == "aaaaaaaaaaaa.1"
    assert len(store.runs()) == 1


def test_a_restart_harms_nobody(url, record, postgres):
    """What each process was told is recorded is there, once."""
    context, count, store = multiprocessing.get_context("spawn"), 25, Store.open(url)
    make = functools.partial(numbered, record())
    processes = [context.Process(target=racing.record_results, args=(place, url, make, count)) for place in range(2)]
    for process in processes:
        process.start()
    for mode in ("fast", "immediate", "fast"):
        before = len(store.names())
        while any(process.is_alive() for process in processes):
            if len(names := store.names()) > before and names >= {"0.1", "1.1"}:
                break
            time.sleep(0.01)
        postgres.restart(mode)
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    runs = store.runs()
    assert {run.name for run in runs if run.status == DONE} == {f"{p}.{n}" for p in (0, 1) for n in range(1, count + 1)}
    assert len(runs) == 2 * count


def test_a_server_that_stays_away(url, record, postgres, monkeypatch):
    store = Store.open(url)
    monkeypatch.setattr(dialects, "PATIENCE", 0.3)
    postgres.stop("fast")
    try:
        with pytest.raises(StoreBroken, match="has been out of reach for"):
            store.begin(record())
        with pytest.raises(StoreBroken, match="cannot be read") as unreached:
            Store.open(f"{url}&application_name=other")
        assert unreached.value.hint.startswith("pg_isready --host=/")
    finally:
        postgres.start()
    assert store.begin(record()).name == "aaaaaaaaaaaa.1"


def test_who_hangs_in_a_transaction_does_not_stop_the_others(url, record, monkeypatch):
    """The server ends it, and it does again what it was at."""
    monkeypatch.setitem(connecting.SETTINGS, "idle_in_transaction_session_timeout", "'300ms'")
    asleep, hung = threading.Event(), threading.Event()

    def hang(lease):
        if not hung.is_set():
            hung.set()
            asleep.wait()

    store = Store.open(url)
    first = threading.Thread(target=store.begin, args=(record(experiment_id="slow"),), kwargs={"before": hang})
    first.start()
    hung.wait()
    assert store.begin(record()).name == "aaaaaaaaaaaa.1"
    asleep.set()
    first.join()
    assert store.names() == {"aaaaaaaaaaaa.1", "slow.1"}


def test_who_is_never_given_the_turn_is_told_so(store, record, monkeypatch):
    locked, done = threading.Event(), threading.Event()

    def hold(connection):
        locked.set()
        done.wait()

    def impatient(connection):
        connection.exec_driver_sql("set lock_timeout = '100ms'")

    holder = threading.Thread(target=store._database.write, args=(hold,))
    holder.start()
    locked.wait()
    sa.event.listen(store._database.engine, "begin", impatient)
    with pytest.raises(StoreBroken, match="cannot be written") as refused:
        store.begin(record())
    assert refused.value.hint.endswith("zoo runs --status running")
    done.set()
    holder.join()


def test_times_are_the_servers(store, record, monkeypatch):
    """A machine whose clock is an hour ahead neither loses its run nor takes another one's."""
    off = 3600.0

    class Late(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.fromtimestamp(time.time(), tz)

    real = time.time
    lease = store.begin(record())
    monkeypatch.setattr(time, "time", lambda: real() + off)
    monkeypatch.setattr(leases, "datetime", Late)
    assert Late.now(UTC).timestamp() > real() + off - 60
    assert store.beat([lease]) == []
    assert store.run(lease.name).status == RUNNING
    assert abs(datetime.fromisoformat(store.run(lease.name).heartbeat).timestamp() - real()) < 60
    with pytest.raises(Busy):
        store.begin(record())


def test_leases_that_ran_out_while_nobody_could_write_are_prolonged(store, there, ago, monkeypatch):
    """Who comes back first does not take the runs of the others; those that were dead before, it does."""
    monkeypatch.setattr(outage, "MOMENT", 0.0)
    store.begin(there(experiment_id="alive", heartbeat=ago(40)))
    store.begin(there(experiment_id="dead", heartbeat=ago(100)))
    assert {run.status for run in store.runs()} == {INTERRUPTED}
    monkeypatch.setattr(store._database.dialect.outage, "_lately", time.monotonic() - 35)
    with pytest.raises(Busy):
        store.begin(there(experiment_id="alive"))
    assert store.begin(there(experiment_id="dead"), resume="dead.1").token == 2
    assert store.run("alive.1").status == RUNNING
    assert store._database.dialect.outage._lately is None


def test_what_the_database_does_not_take_ends_no_sweep(store, record):
    with pytest.raises(StoreError, match="takes no such value") as refused:
        store.begin(record(dataset="a\x00b"))
    assert refused.value.scope == "run"


def test_another_encoding_is_refused(postgres):
    postgres._run(
        "createdb", "-h", postgres.folder, "-U", "zoo", "-E", "LATIN1", "--locale=C", "-T", "template0", "old"
    )
    with pytest.raises(StoreError, match="keeps texts as LATIN1") as refused:
        Store.open(postgres.url("old"))
    assert "createdb --encoding=UTF8" in refused.value.hint


def test_a_database_that_is_not_there(postgres):
    with pytest.raises(StoreError) as refused:
        Store.open(postgres.url("none"))
    assert refused.value.hint == f"createdb --host={postgres.folder} --username=zoo none"
