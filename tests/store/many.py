"""Many runs in a store: copies of one, made by the database itself, for through the store's door they take an hour."""

from __future__ import annotations

import sqlalchemy as sa

from zoo.store import schema

SEEDS = 5
"""Runs of a group."""


def copy(connection, count):
    """Copies the store's only run and its metrics until there are `count` runs: number n is `n.1`, of group n / 5."""
    runs, metric = schema.runs, schema.metric
    numbers = sa.select(sa.literal(2).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(sa.select(numbers.c.n + 1).where(numbers.c.n < count))
    of_number = sa.cast(numbers.c.n, sa.String)
    own = {
        "name": of_number + ".1",
        "experiment_id": of_number,
        "group_id": sa.cast(numbers.c.n // SEEDS, sa.String),
        "seed": numbers.c.n % SEEDS,
    }
    columns = [column.name for column in runs.columns if column.name != "id"]
    copied = sa.select(*(own.get(name, runs.c[name]) for name in columns)).select_from(runs).join(numbers, sa.true())
    connection.execute(sa.insert(runs).from_select(columns, copied.order_by(numbers.c.n)))
    first = sa.select(sa.func.min(runs.c.id)).scalar_subquery()
    measured = sa.select(runs.c.id, metric.c.split, metric.c.name, metric.c.value)
    measured = measured.select_from(runs).join(metric, metric.c.run == first).where(runs.c.id != first)
    connection.execute(sa.insert(metric).from_select(["run", "split", "name", "value"], measured))
