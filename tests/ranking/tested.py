"""Finished runs of which it is kept what they get right, in the store and in their folders."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np

from tests.ranking import fakes
from zoo import paths
from zoo.store import Store
from zoo.store.predictions import Correct

CLASSES = ("cat", "dog", "emu")
SET = "0123456789abcdef"


def labels(images: int) -> np.ndarray:
    """Returns the class of each test image: one after the other."""
    return np.arange(images) % len(CLASSES)


def right(share: float, images: int = 90, seed: int = 0) -> np.ndarray:
    """Returns which images are right: those whose own difficulty, and a little chance, are below `share`."""
    difficulty = np.random.default_rng(7).random(images)
    chance = np.random.default_rng([seed, round(share * 1000)]).normal(0, 0.02, images)
    return difficulty + chance < share


def record(correct: np.ndarray | None, *, folder: bool = True, test_set: str = SET, **changes: Any) -> str:
    """Records a run, and returns its name.

    Args:
        correct: which images it gets right, bool (images,); None: nobody knows.
        folder: whether it has one with its predictions.
        changes: of the run.
    """
    made_of = [changes.get(name) for name in ("dataset", "model", "augmenter", "recipe", "limit", "validation", "code")]
    group = hashlib.sha256(repr(made_of).encode()).hexdigest()[:10]
    accuracy = 0.5 if correct is None else float(correct.mean())
    made = fakes.run(**{"group_id": group, **changes, "test_accuracy": accuracy})
    store = Store.open()
    experiment = f"{made.group_id}{made.seed:02d}"
    lease = store.begin(fakes.run(**{"group_id": group, **changes, "experiment_id": experiment}))
    kept = {} if correct is None else {"correct": Correct.of(test_set, correct).to_dict()}
    store.finish(lease, {**made.metrics, "test_accuracy": accuracy, "data": made.data, "epochs": made.epochs, **kept})
    if folder and correct is not None:
        write(lease.name, correct)
    return lease.name


def write(name: str, correct: np.ndarray, sure: float = 2.0) -> None:
    """Writes the folder of a run that takes what it gets wrong for the next class."""
    of = labels(len(correct))
    predictions = np.where(correct, of, (of + 1) % len(CLASSES))
    logits = np.zeros((len(of), len(CLASSES)), np.float16)
    logits[np.arange(len(of)), predictions] = sure
    where = paths.run_folder(name)
    where.mkdir(parents=True)
    np.savez_compressed(where / "test.npz", labels=of, predictions=predictions, logits=logits)
    (where / "experiment.json").write_text(json.dumps({"classes": CLASSES}))


def row(share: float, seeds: int = 3, **changes: Any) -> list[str]:
    """Records a row of several seeds, and returns the names of its runs."""
    return [record(right(share, seed=seed), seed=seed, **changes) for seed in range(seeds)]
