"""Tests of how a run is forgotten: what is running stays, and no name is given twice."""

from __future__ import annotations

import pytest

from zoo.errors import LeaseLost, UsageError
from zoo.store import FAILED, Lease


def test_a_run_is_removed(store, attempt):
    first, second = attempt(), attempt()
    called = []
    store.remove(second, lambda: called.append(store.run(second).name))
    assert called == [second], "it is called before others see that the run is gone"
    assert [run.name for run in store.runs()] == [first]
    with pytest.raises(UsageError, match="No run is called"):
        store.remove(second, called.clear)
    assert called == [second]


def test_what_fails_before_a_removal_keeps_the_run(store, attempt):
    def fail():
        raise OSError("no")

    name = attempt()
    with pytest.raises(OSError, match="no"):
        store.remove(name, fail)
    assert store.run(name).status == FAILED


def test_what_is_running_is_not_removed_unless_it_is_dead(store, record, dead_process):
    alive, dead = store.begin(record()), store.begin(record(experiment_id="b", pid=dead_process))
    with pytest.raises(UsageError, match="is running") as refused:
        store.remove(alive.name, pytest.fail)
    assert refused.value.hint.endswith(f"zoo logs {alive.name} -f")
    store.remove(dead.name, lambda: None)
    assert [run.name for run in store.runs()] == [alive.name]


def test_a_name_is_never_given_again(store, record, attempt):
    """Fencing goes by names: who comes back to a run that was removed must not meet another one there."""
    late = store.begin(record())
    store.fail(late, None)
    attempt()
    for name in ("aaaaaaaaaaaa.2", "aaaaaaaaaaaa.1"):
        store.remove(name, lambda: None)
    assert store.begin(record()) == Lease("aaaaaaaaaaaa.3", 1)
    with pytest.raises(LeaseLost):
        store.finish(late, {})
    store.remove(attempt(experiment_id="b"), lambda: None)
    store.remove(attempt(experiment_id="b"), lambda: None)
    assert store.begin(record(experiment_id="b")).name == "b.3"
