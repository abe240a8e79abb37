"""Tests of many processes on one store: nothing is lost, nothing is done twice, and nobody sees it locked.

`ZOO_TORTURE=1` records as many results as a long sweep on many machines would.
"""

from __future__ import annotations

import functools
import multiprocessing
import random
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from tests.long import LONG
from tests.store import old, racing
from zoo.store import DONE, RUNNING, RunRecord, Store, schema

RESULTS, KILLS = (500, 300) if LONG else (20, 8)


def numbered(record: RunRecord, number: int) -> RunRecord:
    return replace(record, experiment_id=f"{number}")


def size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def test_sixteen_processes_open_a_new_store_at_once(url, record, outside):
    make = functools.partial(numbered, record())
    assert racing.in_processes(16, racing.record_results, url, make, 1) == [0] * 16
    assert outside("select version from schema_version") == [(schema.VERSION,)]
    assert outside("select version_num from alembic_version") == [(str(schema.VERSION),)]
    assert {run.name for run in Store.open(url).runs(status=DONE)} == {f"{place}.1" for place in range(16)}


def test_sixteen_processes_open_an_old_store_at_once(url, record, tmp_path):
    old.make(url, 2)
    before = old.dump(url)
    make = functools.partial(numbered, record())
    assert racing.in_processes(16, racing.record_results, url, make, 1) == [0] * 16
    assert len(Store.open(url).runs()) == 18
    if (copies := [*tmp_path.glob("*.backup")]) or url.startswith("sqlite"):
        assert [path.name for path in copies] == ["zoo.db.version-2.backup"]
        assert old.dump(f"sqlite:///{copies[0]}") == before


def test_eight_processes_record_at_once(url, record):
    make = functools.partial(numbered, record())
    assert racing.in_processes(8, racing.record_results, url, make, RESULTS) == [0] * 8
    runs = Store.open(url).runs(status=DONE)
    assert {run.name for run in runs} == {f"{place}.{n}" for place in range(8) for n in range(1, RESULTS + 1)}
    assert len(runs) == 8 * RESULTS


def test_kills_lose_nothing_that_was_recorded(url, record, tmp_path):
    """Processes that record all the time are killed at random moments, and begun again on the store that they left."""
    told, chance, make = tmp_path / "told", random.Random(0), functools.partial(numbered, record())
    told.mkdir()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.store.racing"])
    begin = functools.partial(context.Process, target=racing.record_until_killed)
    processes, before = {}, {}
    for _ in range(KILLS):
        for place in {0, 1, 2} - processes.keys():
            before[place] = size(told / f"{place}")
            processes[place] = begin(args=(place, url, make, told))
            processes[place].start()
        place = chance.randrange(3)
        process = processes.pop(place)
        while size(told / f"{place}") == before[place]:  # it records something before it is killed
            assert process.exitcode is None, "it saw an error"
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.1))
        assert process.exitcode is None, "it saw an error"
        process.kill()
        process.join()
    for process in processes.values():
        process.kill()
        process.join()
    store = Store.open(url)
    assert store.damage() == []
    recorded = {run.name for run in store.runs(status=DONE)}
    names = {name for path in told.iterdir() for name in path.read_text().splitlines()}
    assert len(names) >= KILLS
    assert names <= recorded
    assert store.runs(status=RUNNING) == []


def test_of_eight_processes_one_trains_each_experiment(url, record):
    make = functools.partial(numbered, record())
    assert racing.in_processes(8, racing.train_each_once, url, make, 25) == [0] * 8
    trained = Counter(run.experiment_id for run in Store.open(url).runs(status=DONE))
    assert trained == {f"{number}": 1 for number in range(25)}
