"""Tests of how runs are found."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.store import many
from tests.store.places import OF_A_FILE, untouched
from zoo.errors import UsageError
from zoo.store import DONE, Store

RESULT = {"test_accuracy": 0.9}

WHOLE = {"sqlite": ("SCAN", "ix_runs_status"), "postgresql": ("Seq Scan",)}
"""What a plan says that goes through many runs. PostgreSQL counts them: it takes the status where few have it."""


def test_runs_are_newest_first_and_filtered(store, record):
    leases = [store.begin(record(experiment_id=i, group_id=g)) for i, g in ["ax", "bx", "cy"]]
    store.finish(leases[1], RESULT)
    first, second, third = (lease.name for lease in leases)
    names = [run.name for run in store.runs()]
    assert names == [third, second, first]
    assert [run.name for run in store.runs(status="done")] == [second]
    assert [run.name for run in store.runs(group_id="x")] == [second, first]
    assert [run.name for run in store.runs(experiment_id="c")] == [third]


def test_what_an_experiment_needs_is_found_by_its_index(store, attempt, record, outside):
    """However many others there are: a sweep asks for each of its experiments, with the lock in hand."""
    attempt(experiment_id="1")
    store._database.write(lambda connection: many.copy(connection, 1000))
    outside("analyze")
    asked = []
    sa.event.listen(store._database.engine, "before_cursor_execute", lambda *seen: asked.append((seen[2], seen[3])))
    lease = store.begin(record(), once=True)
    store.beat([lease])
    store.finish(lease, RESULT)
    store.runs(experiment_id="aaaaaaaaaaaa", status=DONE)
    queries = [each for each in asked if each[0].startswith(("SELECT", "UPDATE"))]
    assert len(queries) >= 5
    with store._database.reading() as connection:
        for query, values in queries:
            plan = [str(row) for row in _plan(connection, query, values)]
            for said in WHOLE[connection.dialect.name]:
                assert all(said not in step for step in plan), (query, plan)


def _plan(connection, query, values):
    """Returns the steps of a query, in words."""
    if connection.dialect.name == "sqlite":
        return connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values).all()
    connection.exec_driver_sql("set local enable_seqscan = off")  # else a table without rows is read whole
    return connection.exec_driver_sql(f"EXPLAIN {query}", values).all()


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


def test_a_store_that_is_not_there_reads_as_empty_and_is_not_made(url):
    store = Store.open(url, create=False)
    assert store.runs() == []
    assert store.known_data() == {}
    with pytest.raises(UsageError, match="No run is called"):
        store.run("a")
    assert sa.make_url(url).database in store.where
    assert untouched(url)


@OF_A_FILE
def test_an_empty_file_reads_as_an_empty_store(url, tmp_path):
    (tmp_path / "zoo.db").touch()
    assert Store.open(url, create=False).runs() == []
    assert Store.open(url).runs() == []


def test_a_store_that_is_whole_has_no_damage(store, attempt, url, tmp_path):
    attempt()
    assert store.damage() == []
    assert Store.open(f"sqlite:///{tmp_path / 'none.db'}", create=False).damage() == []


@OF_A_FILE
def test_damage_is_found_where_reading_does_not_meet_it(store, attempt, tmp_path):
    attempt()
    with store._database.reading() as connection:
        index = "select (rootpage - 1) * 4096 from sqlite_master where name = 'ix_runs_status'"
        start = connection.exec_driver_sql(index).scalar()
    content = bytearray((tmp_path / "zoo.db").read_bytes())
    content[start : start + 4096] = content[start : start + 4096].replace(b"failed", b"fxiled")
    (tmp_path / "zoo.db").write_bytes(content)
    assert store.runs()
    assert store.damage()


def test_the_newest_run_of_a_component_is_found_by_its_whole_name(store, record):
    def begin(model, **provenance):
        lease = store.begin(record(model=model, experiment_id=model[:5], provenance={"components": provenance}))
        store.finish(lease, RESULT)
        return lease.name

    begin("net:depth=2", **{"model:net": {"version": "1"}})
    newest = begin("net", **{"model:net": {"version": "2"}})
    begin("network", **{"model:network": {"version": "1"}})
    assert store.newest_of("model", "net").name == newest
    assert store.newest_of("model", "net").provenance["components"]["model:net"]["version"] == "2"
    assert store.newest_of("model", "ne_") is None
    assert store.newest_of("dataset", "net") is None
