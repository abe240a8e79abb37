"""Tests of many processes on one store: nothing is lost, nothing is done twice, and nobody sees it locked.

`ZOO_TORTURE=1` records as many results as a long sweep on many machines would.
"""

from __future__ import annotations

import functools
import os
import sqlite3
from collections import Counter
from dataclasses import replace
from pathlib import Path

from tests.store import racing
from zoo.store import DONE, RunRecord, Store, schema

RESULTS = 500 if os.environ.get("ZOO_TORTURE") else 20
VERSION_2 = (Path(__file__).parent / "version_2.sql").read_text(encoding="utf-8")


def numbered(record: RunRecord, number: int) -> RunRecord:
    return replace(record, experiment_id=f"{number}")


def test_sixteen_processes_open_a_new_store_at_once(url, record, tmp_path):
    make = functools.partial(numbered, record())
    assert racing.in_processes(16, racing.record_results, url, make, 1) == [0] * 16
    connection = sqlite3.connect(tmp_path / "zoo.db")
    assert connection.execute("select version from schema_version").fetchall() == [(schema.VERSION,)]
    assert connection.execute("select version_num from alembic_version").fetchall() == [(str(schema.VERSION),)]
    connection.close()
    assert {run.name for run in Store.open(url).runs(status=DONE)} == {f"{place}.1" for place in range(16)}


def test_sixteen_processes_open_an_old_store_at_once(url, record, tmp_path):
    connection = sqlite3.connect(tmp_path / "zoo.db")
    connection.executescript(VERSION_2)
    before = list(connection.iterdump())
    connection.close()
    make = functools.partial(numbered, record())
    assert racing.in_processes(16, racing.record_results, url, make, 1) == [0] * 16
    assert len(Store.open(url).runs()) == 18
    assert [path.name for path in tmp_path.glob("*.backup")] == ["zoo.db.version-2.backup"]
    copy = sqlite3.connect(tmp_path / "zoo.db.version-2.backup")
    assert list(copy.iterdump()) == before
    copy.close()


def test_eight_processes_record_at_once(url, record):
    make = functools.partial(numbered, record())
    assert racing.in_processes(8, racing.record_results, url, make, RESULTS) == [0] * 8
    runs = Store.open(url).runs(status=DONE)
    assert {run.name for run in runs} == {f"{place}.{n}" for place in range(8) for n in range(1, RESULTS + 1)}
    assert len(runs) == 8 * RESULTS


def test_of_eight_processes_one_trains_each_experiment(url, record):
    make = functools.partial(numbered, record())
    assert racing.in_processes(8, racing.train_each_once, url, make, 25) == [0] * 8
    trained = Counter(run.experiment_id for run in Store.open(url).runs(status=DONE))
    assert trained == {f"{number}": 1 for number in range(25)}
