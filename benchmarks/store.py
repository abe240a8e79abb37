"""A store of as many runs as asked for, with invented results, each with the test images that it got right."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import sqlalchemy as sa
from scipy.special import ndtri

from zoo.execution.plan import fingerprints
from zoo.execution.record import new_record
from zoo.experiments import experiment, provenance, registry
from zoo.store import DONE, METRICS, Correct, Store, predictions, schema
from zoo.store.records import now

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry

EXPRESSIONS: dict[str, Any] = {
    "dataset": "digits,mnist",
    "model": "mlp,cnn6",
    "augmenter": "none,shift,flip,shift+flip,mixup",
}
SEEDS = range(5)
GROUPS = 20
"""How many the expressions make, with one recipe."""

IMAGES = 10_000
"""Of each test part."""

SHARES = {"image": 0.6, "group": 0.25, "run": 0.15}
"""What makes an image hard, as parts of the variance: itself, for all runs; who sees it; and chance."""


def fill(home: Path, count: int = 1000) -> int:
    """Records about `count` runs in the store of a zoo's home, in no order, five seeds to a group; returns how many."""
    own = registry.load()
    recipe = ",".join(f"fast:epochs={epochs}" for epochs in range(1, max(1, count // (GROUPS * len(SEEDS))) + 1))
    return insert(home, experiment.compose(own, **EXPRESSIONS, recipe=recipe, seeds=SEEDS), own)


def insert(home: Path, experiments: Sequence[Experiment], own: Registry) -> int:
    """Records a run of each of some experiments in the store of a zoo's home, in no order; returns how many.

    They go straight into the table: through the store's own door, which waits for the disk at each of them, a hundred
    thousand take an hour.
    """
    rows = list(_rows(experiments, own))
    random.Random(0).shuffle(rows)
    store = Store.open(f"sqlite:///{home / 'zoo.db'}")

    def work(connection: sa.Connection) -> None:
        for start in range(0, len(rows), 1000):
            some = rows[start : start + 1000]
            connection.execute(sa.insert(schema.runs), [row for row, _ in some])
            found = sa.select(schema.runs.c.name, schema.runs.c.id).where(schema.runs.c.id > start)
            numbers = {row.name: row.id for row in connection.execute(found)}
            connection.execute(sa.insert(schema.metric), [each for row, _ in some for each in _measured(row, numbers)])
            connection.execute(sa.insert(schema.predictions), [_kept(*each, numbers) for each in some])

    store._database.write(work)
    return len(rows)


def _measured(row: dict[str, Any], numbers: dict[str, int]) -> Iterator[dict[str, Any]]:
    """Yields the rows of a run's metrics."""
    for key, each in METRICS.items():
        if key in row["result"]:
            value = row["result"][key]
            yield {"run": numbers[row["name"]], "split": each.split, "name": each.name, "value": value}


def _kept(row: dict[str, Any], correct: Correct, numbers: dict[str, int]) -> dict[str, Any]:
    """Returns the row of what a run got right."""
    what = {"test_set": correct.test_set, "images": correct.images, "correct": correct.bits}
    return {"run": numbers[row["name"]], **what}


def _rows(experiments: Sequence[Experiment], own: Registry) -> Iterator[tuple[dict[str, Any], Correct]]:
    """Yields the row of the table and what it got right of a run of each experiment."""
    threads = os.cpu_count() or 1
    known = fingerprints(experiments[:1], own, {})
    for each in experiments:
        data = known.get(each.expressions["dataset"])
        record = new_record(each, own, threads=threads, data=data)
        made = {"components": provenance.experiment_code(own, each)}
        test_set = predictions.test_set(each.expressions["dataset"], data or "", made, labels())
        correct = Correct.of(test_set, right(int(each.group_id, 16), each.seed))
        found = result(correct.accuracy)
        measured = {name: found[name] for name in found if name in schema.runs.c}
        place = {"name": f"{each.id}.1", "attempt": 1, "status": DONE, "started": now(), "finished": now()}
        columns = {name: value for name, value in asdict(record).items() if name in schema.runs.c}
        yield {**columns, **place, **measured, "result": found, "provenance": made}, correct


def labels() -> np.ndarray:
    """Returns the classes of the test images, integers from 0 to 9 (images,)."""
    return np.random.default_rng(0).integers(0, 10, IMAGES)


def right(group: int, seed: int) -> np.ndarray:
    """Returns which test images a run gets right, bool (images,): as hard for all, and in part for its group alone.

    Args:
        group: a number of its own for each, from which its accuracy follows too, 50% to 90%; that of a seed is up to
            some tenths of a percent beside it.
    """
    of_group, own = np.random.default_rng(group), np.random.default_rng([group, seed])
    level = ndtri(of_group.uniform(0.5, 0.9)) + own.normal(0, 0.01)
    draws = {"image": np.random.default_rng(0), "group": of_group, "run": own}
    return sum(SHARES[what] ** 0.5 * draws[what].standard_normal(IMAGES, np.float32) for what in draws) < level


def result(accuracy: float) -> dict[str, Any]:
    """Returns what a run ends with."""
    times = {"train_seconds": 100.0, "images_per_second": 1000.0, "peak_memory_mb": 1000.0}
    tested = {"accuracy": accuracy, "macro_f1": accuracy, "loss": 1.0 - accuracy, "brier": 1.0 - accuracy, "ece": 0.05}
    tests = {f"test_{name}": value for name, value in tested.items()}
    return {**tests, "val_accuracy": accuracy, **times, "parameters": 276_138, "flops": 43_218_944, "notes": []}
