"""Rows of the tables as records: what the store's transactions read, and what a ranking is made of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from zoo.store.liveness import as_it_is
from zoo.store.metrics import METRICS, key
from zoo.store.records import DETAILS, DONE, Finished, RunRecord
from zoo.store.schema import metric, runs

WHOLE = [runs.c[field.name] for field in fields(RunRecord) if field.name != "metrics"]
BRIEF = [column for column in WHOLE if column.name not in DETAILS]
RANKED = [runs.c[name] for name in Finished._fields if name != "metrics"]

AGE = (runs.c.code, runs.c.data, runs.c.protocol)
"""What can make a run stale. Which of them are current is not for the database to know, so it keeps one run of each."""

CHUNK = 1000
"""How many rows are fetched at a time where all of them need not be in memory."""


def records(connection: sa.Connection, conditions: Collection[Any], *, details: bool = False) -> list[RunRecord]:
    """Returns the runs that match, newest first, each as it is: a dead one does not read as running."""
    columns = WHOLE if details else BRIEF
    names = [column.name for column in columns]
    found = connection.execute(sa.select(runs.c.id, *columns).where(*conditions).order_by(runs.c.id.desc())).all()
    measured = _metrics(connection, conditions) if found else {}
    plain = (RunRecord(**dict(zip(names, row[1:], strict=True)), metrics=measured.get(row[0], {})) for row in found)
    return [as_it_is(record) for record in plain]


def finished(connection: sa.Connection, conditions: Iterable[Any], metrics: Iterable[str]) -> Iterator[Finished]:
    """Yields the runs of a ranking: of each group and seed the latest of every age; a group's follow each other,
    newest first."""
    keys, number = list(metrics), len(RANKED)
    latest = sa.func.row_number().over(partition_by=[runs.c.group_id, runs.c.seed, *AGE], order_by=runs.c.id.desc())
    done = sa.select(*RANKED, runs.c.id, latest.label("latest")).where(runs.c.status == DONE, *conditions).subquery()
    columns = [*(done.c[column.name] for column in RANKED), *(_value(done.c.id, key) for key in keys)]
    query = sa.select(*columns).where(done.c.latest == 1).order_by(done.c.group_id, done.c.id.desc())
    for row in connection.execution_options(yield_per=CHUNK).execute(query):
        yield Finished._make((*row[:number], dict(zip(keys, row[number:], strict=True))))


def measure(connection: sa.Connection, name: str, values: Mapping[str, float | None]) -> None:
    """Writes metrics of a run, by key, in place of what they were; what is None stays."""
    known = [(METRICS[key], value) for key, value in values.items() if value is not None]
    if not known:
        return
    run = connection.execute(sa.select(runs.c.id).where(runs.c.name == name)).scalar_one()
    for each, value in known:
        own = {"run": run, "split": each.split, "name": each.name}
        connection.execute(sa.delete(metric).where(*(metric.c[column] == part for column, part in own.items())))
        connection.execute(sa.insert(metric).values(**own, value=value))


def _metrics(connection: sa.Connection, conditions: Collection[Any]) -> dict[int, dict[str, float]]:
    """Returns the metrics of the runs that match, by the number of the run."""
    found: dict[int, dict[str, float]] = {}
    query = sa.select(metric.c.run, metric.c.split, metric.c.name, metric.c.value)
    if conditions:
        query = query.join(runs).where(*conditions)
    for run, split, name, value in connection.execute(query):
        known = METRICS.get(word := key(split, name))
        found.setdefault(run, {})[word] = int(value) if known and known.kind == "count" else value
    return found


def _value(run: sa.ColumnElement[int], word: str) -> sa.ScalarSelect[Any]:
    own = (metric.c.run == run) & (metric.c.split == METRICS[word].split) & (metric.c.name == METRICS[word].name)
    return sa.select(metric.c.value).where(own).scalar_subquery()
