"""A store of as many runs as asked for, with invented results."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from zoo.execution.plan import fingerprints
from zoo.execution.record import new_record
from zoo.experiments import experiment, provenance, registry
from zoo.store import DONE, METRICS, Store, schema
from zoo.store.records import now

EXPRESSIONS: dict[str, Any] = {
    "dataset": "digits,mnist",
    "model": "mlp,cnn6",
    "augmenter": "none,shift,flip,shift+flip,mixup",
}
SEEDS = range(5)
GROUPS = 20
"""How many the expressions make, with one recipe."""


def fill(home: Path, count: int = 1000) -> int:
    """Records about `count` runs in the store of a zoo's home, in no order, five seeds to a group; returns how many.

    They go straight into the table: through the store's own door, which waits for the disk at each of them, a hundred
    thousand take an hour.
    """
    rows = list(_rows(max(1, count // (GROUPS * len(SEEDS)))))
    random.Random(0).shuffle(rows)
    store = Store.open(f"sqlite:///{home / 'zoo.db'}")
    with store._database.writing() as connection:
        for start in range(0, len(rows), 1000):
            connection.execute(sa.insert(schema.runs), rows[start : start + 1000])
        numbers = {row.name: row.id for row in connection.execute(sa.select(schema.runs.c.name, schema.runs.c.id))}
        for row in rows:
            measured = [
                {"run": numbers[row["name"]], "split": each.split, "name": each.name, "value": row["result"][key]}
                for key, each in METRICS.items()
                if key in row["result"]
            ]
            connection.execute(sa.insert(schema.metric), measured)
    return len(rows)


def _rows(recipes: int) -> Iterator[dict[str, Any]]:
    """Yields rows of the table: runs of the expressions with so many recipes, one for each number of epochs."""
    own, chance, threads = registry.load(), random.Random(0), os.cpu_count() or 1
    recipe = ",".join(f"fast:epochs={epochs}" for epochs in range(1, recipes + 1))
    experiments = experiment.compose(own, **EXPRESSIONS, recipe=recipe, seeds=SEEDS)
    known = fingerprints(experiments[:1], own, {})
    for each in experiments:
        data = known.get(each.expressions["dataset"])
        record = new_record(each, own, threads=threads, data=data)
        found = result(chance.uniform(0.5, 0.9))
        measured = {name: found[name] for name in found if name in schema.runs.c}
        place = {"name": f"{each.id}.1", "attempt": 1, "status": DONE, "started": now(), "finished": now()}
        columns = {name: value for name, value in asdict(record).items() if name in schema.runs.c}
        made = {"components": provenance.experiment_code(own, each)}
        yield {**columns, **place, **measured, "result": found, "provenance": made}


def result(accuracy: float) -> dict[str, Any]:
    """Returns what a run ends with."""
    times = {"train_seconds": 100.0, "images_per_second": 1000.0, "peak_memory_mb": 1000.0}
    accuracies = {"test_accuracy": accuracy, "test_loss": 1.0 - accuracy, "val_accuracy": accuracy}
    return {**accuracies, **times, "parameters": 276_138, "notes": []}
