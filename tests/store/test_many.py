"""Tests of a store of a hundred thousand runs: each is found, and a ranking reads them group by group."""

from __future__ import annotations

import tracemalloc

from tests.store import many
from zoo.store.moving import raw

RUNS = 100_000


def test_a_hundred_thousand_runs(store, attempt):
    first = attempt(result={"test_accuracy": 0.5, "train_seconds": 2.0}, experiment_id="1", group_id="0")
    store._database.write(lambda connection: many.copy(connection, RUNS))
    store._database.write(raw.take_stock)
    tracemalloc.start()
    count, before, largest = 0, "", 0
    for group in store.finished(["train_seconds"]):
        assert before < group[0].group_id, "sorted by bytes"
        assert {run.metrics["train_seconds"] for run in group} == {2.0}
        assert [run.seed for run in group] == sorted((run.seed for run in group), reverse=True), "newest first"
        count, before, largest = count + len(group), group[0].group_id, max(largest, len(group))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (count, largest) == (RUNS, many.SEEDS)
    assert peak < 20e6, "what it found is not all in memory"
    assert first in store.names()
    assert len(store.names()) == RUNS
    assert (store.run("77777").name, store.run("77777.1").seed) == ("77777.1", 77777 % many.SEEDS)
    assert [run.name for run in store.runs(group_id="12345")] == [f"{n}.1" for n in range(61729, 61724, -1)]
    assert store.measured() == {"test_accuracy", "train_seconds"}
