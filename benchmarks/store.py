"""A store of a thousand runs, recorded through the store's own door."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

from zoo import experiment, provenance, registry
from zoo.execution.plan import fingerprints
from zoo.experiment import Experiment
from zoo.registry import Registry
from zoo.store import RunRecord, Store

EXPRESSIONS: dict[str, Any] = {
    "dataset": "digits,mnist",
    "model": "mlp,cnn6",
    "augmenter": "none,shift,flip,shift+flip,mixup",
    "recipe": "fast,fast:epochs=20,fast:epochs=30,article,article:epochs=20",
}
SEEDS = range(10)


def fill(home: Path) -> int:
    """Records runs with invented results in the store of a zoo's home. Returns their number."""
    own, chance = registry.load(), random.Random(0)
    store = Store.open(f"sqlite:///{home / 'zoo.db'}")
    experiments = experiment.compose(own, **EXPRESSIONS, seeds=SEEDS)
    data = fingerprints(experiments, own, {})
    for each in experiments:
        name = store.begin(record(own, each))
        known = data.get(each.expressions["dataset"], "invented")
        store.finish(name, result(chance.uniform(0.5, 0.9), known))
    return len(experiments)


def record(own: Registry, each: Experiment) -> RunRecord:
    """Returns what is recorded when a run begins."""
    code = provenance.experiment_code(own, each)
    expressions: dict[str, Any] = dict(each.expressions)
    return RunRecord(
        experiment_id=each.id,
        group_id=each.group_id,
        **expressions,
        seed=each.seed,
        limit=each.limit,
        validation=each.validation,
        epochs=each.recipe.values["epochs"],
        batch_size=each.recipe.values["batch_size"],
        threads=os.cpu_count(),
        code=provenance.code_hash(code),
        protocol=provenance.PROTOCOL,
        experiment=each.to_dict(),
        provenance={"components": code},
    )


def result(accuracy: float, data: str) -> dict[str, object]:
    """Returns what a run ends with."""
    times = {"train_seconds": 100.0, "images_per_second": 1000.0, "peak_memory_mb": 1000.0}
    accuracies = {"test_accuracy": accuracy, "test_loss": 1.0 - accuracy, "val_accuracy": accuracy}
    return {**accuracies, **times, "parameters": 276_138, "data": data, "notes": []}
