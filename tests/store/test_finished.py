"""Tests of the query behind a ranking: of each group and seed, the latest finished run of every age."""

from __future__ import annotations

import pytest

from zoo.store import DIVERGED, DONE, FAILED, RUNNING, STATUSES, Store

RESULT = {"test_accuracy": 0.9, "epochs": 3, "parameters": 12, "train_seconds": 2.5}


@pytest.fixture
def finish(store, record):
    """Returns a function that records a finished run and returns its name."""

    def finish(**changes):
        lease = store.begin(record(**{"experiment_id": f"{changes.get('seed', 0)}", **changes}))
        store.finish(lease, RESULT)
        return lease.name

    return finish


def names(store):
    return [[run.name for run in group] for group in store.finished()]


def test_a_run_has_what_a_ranking_asks_of_it(store, finish):
    name = finish(seed=4, code="c", data="d", limit=50)
    ((run,),) = store.finished(["parameters", "tta_accuracy"])
    whole = store.run(name)
    found = {**run._asdict(), "metrics": whole.metrics}
    assert found == {field: getattr(whole, field) for field in run._fields}
    assert run.metrics == {"parameters": 12, "tta_accuracy": None}
    assert (run.seed, run.code, run.data, run.limit, run.test_accuracy) == (4, "c", "d", 50, 0.9)
    assert run.provenance is None


def test_groups_come_one_after_the_other_and_their_runs_newest_first(store, finish):
    first, other, second = finish(group_id="b", seed=0), finish(group_id="a", seed=1), finish(group_id="b", seed=2)
    assert names(store) == [[other], [second, first]]


@pytest.mark.parametrize("age", [{"code": "c"}, {"data": "d"}, {"protocol": 7}])
def test_of_a_seed_the_latest_of_every_age_is_kept(store, finish, age):
    old, other, new = finish(), finish(**age), finish()
    assert names(store) == [[new, other]]
    assert old not in names(store)[0]


def test_other_seeds_and_groups_are_kept(store, finish):
    assert sum(map(len, names(store))) == 0
    for changes in ({}, {"seed": 1}, {"group_id": "h"}):
        finish(**changes)
    assert sum(map(len, names(store))) == 3


def test_what_is_not_done_is_no_result(store, record):
    for status in set(STATUSES) - {RUNNING, DONE}:
        lease = store.begin(record())
        store.fail(lease, {"message": "x", "test_accuracy": 1.0}, status)
    store.begin(record())
    assert {run.status for run in store.runs()} == set(STATUSES) - {DONE}
    assert sorted(run.status for group in store.finished() for run in group) == [DIVERGED, FAILED]


def test_a_store_that_is_not_there_has_none(tmp_path):
    assert list(Store.open(f"sqlite:///{tmp_path / 'none.db'}", create=False).finished()) == []


def test_runs_are_found_by_their_names(store, finish):
    first, second, _ = finish(seed=0), finish(seed=1), finish(seed=2)
    assert [run.name for run in store.runs(names=[first, second])] == [second, first]
    assert store.runs(names=[]) == []
