"""Tests of connections that are cut at every place of a run's life: what was asked is done once, and its answer comes.

The worst place is a COMMIT that the server has done and whose answer is lost: to do it again would finish a run twice.
"""

from __future__ import annotations

import pytest

from tests.store.cutting import PLACES, Proxy
from tests.store.places import OF_A_SERVER
from zoo.errors import UsageError
from zoo.store import DONE, FAILED, RUNNING, Store
from zoo.store.dialects import outage

RESULT = {"test_accuracy": 0.9, "train_seconds": 2.0}

pytestmark = OF_A_SERVER


@pytest.fixture
def proxy(postgres, monkeypatch):
    monkeypatch.setattr(outage, "PAUSES", (0.001, 0.001))
    with Proxy(postgres.folder) as proxy:
        yield proxy


@pytest.fixture
def cut(proxy, store, url):
    """Returns a function that does something so often that each of its rounds is cut once, at one place.

    It takes `prepare`, which returns what is done to the store at the end of the cut connection; what that returns is
    given to `look`, with the number of the attempt. Nothing is cut but that.
    """

    def cut(place, prepare, look):
        far, number = Store.open(proxy.url(url)), 0
        while True:
            number += 1
            act = prepare(far, number)
            proxy.cut(number, place)
            found = act()
            cuts = proxy.cuts
            proxy.cut(0, place)
            look(found, number)
            if not cuts:
                break
        far._database.engine.dispose()
        assert number > 3, "it asks for its turn, does something, and commits"

    return cut


@pytest.fixture(params=PLACES)
def place(request):
    return request.param


def of(record, number):
    return record(experiment_id=f"e{number}", group_id=f"g{number}")


def test_a_run_begins_once(cut, place, store, record):
    def look(lease, number):
        assert [(run.name, run.token, run.status) for run in store.runs(experiment_id=f"e{number}")] == [
            (lease.name, 1, RUNNING)
        ]
        store.finish(lease, RESULT)

    cut(place, lambda far, number: lambda: far.begin(of(record, number), once=True), look)
    assert all(run.name.endswith(".1") for run in store.runs())


def test_a_run_goes_on_once(cut, place, store, record):
    def prepare(far, number):
        lease = store.begin(of(record, number))
        store.fail(lease, {"message": "no"})
        return lambda: far.begin(of(record, number), resume=lease.name)

    def look(lease, number):
        assert (lease.token, store.run(lease.name).token, store.run(lease.name).status) == (2, 2, RUNNING)

    cut(place, prepare, look)


def test_what_is_written_of_a_run_is_written_once(cut, place, store, record):
    def prepare(far, number):
        lease = store.begin(of(record, number))
        return lambda: (far.started(lease, {"code_hash": f"c{number}"}), lease)[1]

    def look(lease, number):
        run = store.run(lease.name)
        assert (run.status, run.code, run.provenance) == (RUNNING, f"c{number}", {"code_hash": f"c{number}"})

    cut(place, prepare, look)


def test_a_heartbeat_is_heard(cut, place, store, record, ago):
    def prepare(far, number):
        lease = store.begin(record(experiment_id=f"e{number}", heartbeat=ago(20)))
        return lambda: (far.beat([lease], {lease.name: number}), lease)

    def look(found, number):
        lost, lease = found
        assert lost == []
        assert store.run(lease.name).epochs_done == number
        assert store.run(lease.name).heartbeat > ago(15)

    cut(place, prepare, look)


def test_a_run_is_finished_once(cut, place, store, record):
    def prepare(far, number):
        lease = store.begin(of(record, number))
        return lambda: (far.finish(lease, RESULT), lease)[1]

    def look(lease, number):
        run = store.run(lease.name)
        assert (run.status, run.metrics, run.result) == (DONE, RESULT, RESULT)

    cut(place, prepare, look)
    assert store.damaged_runs() == []


def test_a_run_fails_once(cut, place, store, record):
    def prepare(far, number):
        lease = store.begin(of(record, number))
        return lambda: (far.fail(lease, {"message": "no"}, peak_memory_mb=5.0), lease)[1]

    def look(lease, number):
        run = store.run(lease.name)
        assert (run.status, run.error, run.peak_memory_mb) == (FAILED, {"message": "no"}, 5.0)

    cut(place, prepare, look)


def test_a_run_is_removed_once(cut, place, store, record):
    def prepare(far, number):
        lease = store.begin(of(record, number))
        store.fail(lease, None)
        return lambda: (far.remove(lease.name, lambda: None), lease)[1]

    def look(lease, number):
        with pytest.raises(UsageError, match="No run is called"):
            store.run(lease.name)
        assert store.begin(of(record, number)).name == f"e{number}.2"

    cut(place, prepare, look)


def test_what_a_probe_finds_is_recorded_once(cut, place, store, record):
    def prepare(far, number):
        lease = store.begin(of(record, number))
        store.finish(lease, RESULT)
        return lambda: (far.probed(lease.name, "sway", {"radius": 1.0}), lease)[1]

    def look(lease, number):
        assert store.run(lease.name).metrics == {**RESULT, "sway.radius": 1.0}

    cut(place, prepare, look)


def test_what_is_read_is_read_whole(cut, place, store, record, attempt):
    name = attempt(result=RESULT)
    cut(
        place,
        lambda far, number: lambda: ([run.name for run in far.runs()], far.run(name).metrics, far.names()),
        lambda found, number: found == ([name], RESULT, {name}) or pytest.fail(f"{found} at {number}"),
    )
