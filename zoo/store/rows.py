"""Rows of the tables as records: what the store's transactions read, and what a ranking is made of."""

from __future__ import annotations

import itertools
import operator
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from zoo.store import clock
from zoo.store.damage import Check, Damage, sound_metrics, wrong_metrics
from zoo.store.leases import as_it_is
from zoo.store.metrics import METRICS, described, key, whole
from zoo.store.records import DETAILS, DIVERGED, DONE, FAILED, Finished, RunRecord
from zoo.store.schema import metric, runs

WHOLE = [runs.c[field.name] for field in fields(RunRecord) if field.name != "metrics"]
BRIEF = [column for column in WHOLE if column.name not in DETAILS]
RANKED = [runs.c[name] for name in Finished._fields if name != "metrics"]

ENDED = (DONE, FAILED, DIVERGED)

_OF_ONE = operator.attrgetter("seed", "status", "code", "data", "protocol")
"""Of a group's runs with these in common the latest is kept. Code, data and protocol can make a run stale; which ones
are current is not for the store to know."""

NUMBERED = re.compile("#[0-9]{1,18}")

Tell = Callable[[Damage], None]
Rows = Sequence[Sequence[Any]]

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
    sound, suspect, now = [], not sound_metrics(measured.values()), clock.now(connection)
    for number, *values in next(_sound([found], Check(names), damaged)):
        record, metrics = dict(zip(names, values, strict=True)), measured.get(number, {})
        recorded, accuracy = record["test_accuracy"], metrics.get("test_accuracy")
        what = wrong_metrics(metrics) if suspect else None
        if what is None and accuracy != recorded:
            what = f"its test_accuracy is {recorded}, and was measured as {accuracy}"
        if what is None:
            counted = {key: whole(key, [value])[0] for key, value in metrics.items()}
            sound.append(as_it_is(RunRecord(**record, metrics=counted), now))
        else:
            damaged(Damage.of(number, record["name"], what))
    return sound


def finished(
    connection: sa.Connection, conditions: Iterable[Any], metrics: Iterable[str], damaged: Tell
) -> Iterator[Finished]:
    """Yields the runs of a ranking: of each group and seed the latest of every age and end; a group's follow each
    other, newest first."""
    keys, names = list(metrics), tuple(column.name for column in RANKED)
    values = [metric.alias() for _ in keys]
    columns = [runs.c.id, *RANKED, *(each.c.value for each in values)]
    table: sa.FromClause = runs
    for each, word in zip(values, keys, strict=True):
        table = table.outerjoin(each, _is_of(each, word))
    ended = sa.select(*columns).select_from(table).where(runs.c.status.in_(ENDED), *conditions)
    query = ended.order_by(runs.c.group_id, runs.c.id.desc())
    found = connection.execution_options(yield_per=CHUNK).execute(query).partitions()
    sound = _sound(found, Check(names, keys), damaged)
    made = itertools.chain.from_iterable(_made(part, keys) for part in sound)
    for _, group in itertools.groupby(made, key=operator.attrgetter("group_id")):
        latest: dict[Any, Finished] = {}
        for run in group:
            latest.setdefault(_OF_ONE(run), run)
        yield from latest.values()


def _sound(parts: Iterable[Rows], wrong: Check, damaged: Tell) -> Iterator[Rows]:
    """Yields those of the rows that are as the zoo writes them; a row's number comes first, the run's name second."""
    for part in parts:
        if wrong.all_sound([row[1:] for row in part]):
            yield part
            continue
        found = [(row, wrong(row[1:])) for row in part]
        for (number, name, *_), what in found:
            if what is not None:
                damaged(Damage.of(number, name, what))
        yield [row for row, what in found if what is None]


def _made(part: Rows, keys: Sequence[str]) -> Iterable[Finished]:
    """Returns what a ranking asks of the runs in some rows, whose metrics of these keys stand at their ends."""
    if not part:
        return []
    columns = list(zip(*part, strict=True))[1:]
    values, numbers = columns[: len(RANKED)], columns[len(RANKED) :]
    measured = zip(*map(whole, keys, numbers), strict=True) if keys else [()] * len(part)
    metrics = [dict(zip(keys, each, strict=True)) for each in measured]
    return map(Finished, *values, metrics)


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


def _is_of(values: sa.FromClause, word: str) -> sa.ColumnElement[bool]:
    """Returns the condition that a row of metrics is that of a run by this key. A join, for PostgreSQL looks up each of
    many subqueries by itself."""
    known = described(word)
    return (values.c.run == runs.c.id) & (values.c.split == known.split) & (values.c.name == known.name)
