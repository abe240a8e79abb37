"""A registry of components that nobody calls, and finished runs made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

import zoo
from zoo.experiments import provenance
from zoo.experiments.catalogue import Catalogue
from zoo.experiments.registry import Registry
from zoo.experiments.staleness import Current
from zoo.plugin.discovery import Provider
from zoo.ranking.counted import split, whole_row
from zoo.ranking.rows import Row, SeedResult
from zoo.store import DONE, METRICS, RunRecord, Store
from zoo.store.predictions import Correct

CATALOGUE = Catalogue(presets={"augmenter": {"both": "move+turn", "far": "move:by=9"}})


def registry(without: str = "") -> Registry:
    components = [
        zoo.Dataset(name="dots", summary="dots", load=load),
        zoo.Dataset(name="lines", summary="lines", load=load),
        zoo.Model(name="net", summary="a net", build=build),
        zoo.Model(name="deep-net", summary="a deep net", build=build),
        *(zoo.Augmenter(name=name, summary="a change", draw=draw, apply=apply) for name in ("none", "move", "turn")),
        zoo.Recipe(name="quick", summary="quick", plan=plan),
    ]
    provider = Provider("keras-zoo", "1", "keras-zoo[test]")
    kept = {(c.kind, c.name): (c, provider) for c in components if c.name != without}
    return Registry(components=kept, catalogue=CATALOGUE)


def load():
    raise AssertionError("called")


def build(input_shape, num_classes, *, width: int = 8, rate: float = 0.5):
    raise AssertionError("called")


def draw(rng, context):
    raise AssertionError("called")


def apply(images, draws, *, by: int = 1):
    raise AssertionError("called")


def plan(steps_per_epoch, *, epochs: int = 3, batch_size: int = 32):
    raise AssertionError("called")


def current(without: str = "", **data: str) -> Current:
    return Current(registry(without), data)


def run(**changes: object) -> RunRecord:
    """Returns a finished run of the code that is installed, `changes` apart the same every time."""
    plain = RunRecord(
        name="aaaaaaaaaaaa.1",
        experiment_id="aaaaaaaaaaaa",
        group_id="g",
        status=DONE,
        dataset="dots",
        model="net",
        augmenter="none",
        recipe="quick",
        validation=0.1,
        epochs=3,
        batch_size=32,
        data="d1",
        protocol=provenance.PROTOCOL,
        test_accuracy=0.9,
        metrics={"parameters": 1234, "train_seconds": 10.0},
    )
    own = changes.pop("metrics", plain.metrics) | {key: changes.pop(key) for key in METRICS if key in changes}
    accuracy = own.pop("test_accuracy", plain.test_accuracy)
    record = replace(plain, **changes, test_accuracy=accuracy, metrics=own)
    return record if "code" in changes else replace(record, code=current().code_hash(record))


def row(**changes: object) -> Row:
    """Returns a row of one run with seed 0, `changes` apart the same every time."""
    runs = (SeedResult(name="aaaaaaaaaaaa.1", seed=0, accuracy=changes.get("accuracy", 0.9), train_seconds=10.0),)
    plain = Row(
        group_id="g",
        dataset="dots",
        model="net",
        augmenter="none",
        recipe="quick",
        validation=0.1,
        epochs=3,
        batch_size=32,
        accuracy=0.9,
        parameters=1234,
        train_seconds=10.0,
        runs=runs,
    )
    made = replace(plain, **changes)
    return made if "seeds" in changes else replace(made, seeds=tuple(run.seed for run in made.runs))


def rows(*records: RunRecord, current: Current) -> list[Row]:
    """Returns the rows of runs given newest first."""
    groups: dict[str, list[RunRecord]] = {}
    for record in records:
        groups.setdefault(record.group_id, []).append(record)
    counted = (row for group in groups.values() for row in split(group, current))
    return [whole_row(row, current, registry().label) for row in counted]


IMAGES = 1000


def right(accuracy: float, seed: int = 0, test_set: str = "a" * 16) -> dict[str, object]:
    """Returns what a run of that accuracy gets right: mostly the same images for every seed."""
    correct = np.arange(IMAGES) < round(accuracy * IMAGES)
    return Correct.of(test_set, np.roll(correct, 10 * seed)).to_dict()


def record(correct: Mapping[str, object] | None = None, **changes: object) -> str:
    """Puts a finished run into the store, through its own door; `correct`: which test images it gets right."""
    store, made = Store.open(), run(**changes)
    experiment = f"{made.group_id}{made.seed}"
    lease = store.begin(run(**{**changes, "experiment_id": experiment}))
    result = {**made.metrics, "test_accuracy": made.test_accuracy, "data": made.data}
    store.finish(lease, {**result, "correct": correct} if correct else result)
    return lease.name


def cells(out: str) -> list[list[str]]:
    """Returns model, augmenter and recipe of each row of a table."""
    return [line.split()[1:4] for line in out.splitlines() if re.match(r" *(-|\d+(-\d+)?)  \w", line)]
