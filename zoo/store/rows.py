"""Rows of the tables as records: what the store's transactions read, and what a ranking is made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from zoo.store.damage import Check, Damage, wrong_metrics
from zoo.store.leases import as_it_is
from zoo.store.metrics import METRICS, described, key, with_whole_counts
from zoo.store.records import DETAILS, DIVERGED, DONE, FAILED, Finished, RunRecord
from zoo.store.schema import metric, runs

WHOLE = [runs.c[field.name] for field in fields(RunRecord) if field.name != "metrics"]
BRIEF = [column for column in WHOLE if column.name not in DETAILS]
RANKED = [runs.c[name] for name in Finished._fields if name != "metrics"]

ENDED = (DONE, FAILED, DIVERGED)

AGE = (runs.c.code, runs.c.data, runs.c.protocol)
"""What can make a run stale. Which of them are current is not for the database to know, so it keeps one run of each."""

NUMBERED = re.compile("#[0-9]{1,18}")

Tell = Callable[[Damage], None]

CHUNK = 1000
"""How many rows are fetched at a time where all of them need not be in memory."""


def named(name: str) -> sa.ColumnElement[bool]:
    """Returns the condition that a run is called so, or is in the row of that number: `#12`."""
    return runs.c.id == int(name[1:]) if NUMBERED.fullmatch(name) else runs.c.name == name


def records(
    connection: sa.Connection,
    conditions: Collection[Any],
    *,
    details: bool = False,
    damaged: Tell = lambda damage: None,
) -> list[RunRecord]:
    """Returns the runs that match, newest first, each as it is: a dead one does not read as running.

    Args:
        details: whether to read their JSON columns.
        damaged: is told of each row that is left out.
    """
    columns = WHOLE if details else BRIEF
    query = sa.select(runs.c.id, *columns).where(*conditions).order_by(runs.c.id.desc())
    found = connection.execute(query).all()
    measured = _metrics(connection, conditions) if found else {}
    names = tuple(column.name for column in columns)
    sound, wrong = [], Check(names)
    for number, *values in found:
        record, metrics = dict(zip(names, values, strict=True)), measured.get(number, {})
        what = wrong(values) or wrong_metrics(metrics)
        if what is None and metrics.get("test_accuracy") != record["test_accuracy"]:
            what = f"its test_accuracy is {record['test_accuracy']}, and was measured as {metrics.get('test_accuracy')}"
        if what is None:
            sound.append(as_it_is(RunRecord(**record, metrics=with_whole_counts(metrics))))
        else:
            damaged(Damage.of(number, record["name"], what))
    return sound


def finished(
    connection: sa.Connection, conditions: Iterable[Any], metrics: Iterable[str], damaged: Tell
) -> Iterator[Finished]:
    """Yields the runs of a ranking: of each group and seed the latest of every age and end; a group's follow each
    other, newest first."""
    keys, names = list(metrics), tuple(column.name for column in RANKED)
    one = [runs.c.group_id, runs.c.seed, runs.c.status, *AGE]
    latest = sa.func.row_number().over(partition_by=one, order_by=runs.c.id.desc()).label("latest")
    ended = sa.select(*RANKED, runs.c.id, latest).where(runs.c.status.in_(ENDED), *conditions).subquery()
    columns = [ended.c.id, *(ended.c[name] for name in names), *(_value(ended.c.id, key) for key in keys)]
    query = sa.select(*columns).where(ended.c.latest == 1).order_by(ended.c.group_id, ended.c.id.desc())
    wrong = Check(names)
    for number, *row in connection.execution_options(yield_per=CHUNK).execute(query):
        values, numbers = row[: len(names)], row[len(names) :]
        measured = dict(zip(keys, numbers, strict=True))
        if what := wrong(values) or wrong_metrics(measured):
            damaged(Damage.of(number, values[0], what))
        else:
            yield Finished._make((*values, with_whole_counts(measured)))


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


def probed(connection: sa.Connection, name: str, probe: str, numbers: Mapping[str, float | None]) -> bool:
    """Writes what a probe found in a run, in place of all that it found before, and returns whether there is such a run
    that is done."""
    run = connection.scalar(sa.select(runs.c.id).where(runs.c.name == name, runs.c.status == DONE))
    if run is None:
        return False
    connection.execute(sa.delete(metric).where(metric.c.run == run, metric.c.split == probe))
    found = [{"run": run, "split": probe, "name": key, "value": value} for key, value in numbers.items()]
    if found := [each for each in found if each["value"] is not None]:
        connection.execute(sa.insert(metric), found)
    return True


def _metrics(connection: sa.Connection, conditions: Collection[Any]) -> dict[int, dict[str, float]]:
    """Returns the metrics of the runs that match, by the number of the run."""
    found: dict[int, dict[str, float]] = {}
    query = sa.select(metric.c.run, metric.c.split, metric.c.name, metric.c.value)
    if conditions:
        query = query.join(runs).where(*conditions)
    for run, split, name, value in connection.execute(query):
        found.setdefault(run, {})[key(split, name)] = value
    return found


def _value(run: sa.ColumnElement[int], word: str) -> sa.ScalarSelect[Any]:
    known = described(word)
    own = (metric.c.run == run) & (metric.c.split == known.split) & (metric.c.name == known.name)
    return sa.select(metric.c.value).where(own).scalar_subquery()
