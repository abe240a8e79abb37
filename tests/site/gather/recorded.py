"""Runs on a dataset that can be loaded, bars: in the store and in folders, as a sweep leaves them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import bars
import numpy as np

from tests.ranking import fakes
from zoo import paths
from zoo.experiments import provenance
from zoo.experiments.registry import Registry
from zoo.plugin.components import Dataset
from zoo.plugin.discovery import Provider
from zoo.plugin.sources import RemoteFile, Source
from zoo.store import RunRecord, Store
from zoo.store.predictions import Correct
from zoo.training.prepare import fingerprint

NAMES = {"dataset": "bars", "model": "net", "augmenter": "none", "recipe": "quick"}
IMAGES = 15


def registry(*, published: bool = False) -> Registry:
    """Returns the components of the fake runs, and the dataset `bars`; `published`: as files that are not here."""
    made = fakes.registry()
    files = (RemoteFile(name="bars.gz", urls=("https://example.org/bars.gz",), sha256="0" * 64, size=9),)
    source = Source(name="bars", files=files, parse=lambda folder: {}) if published else None
    dataset = Dataset(name="bars", summary="bars", load=bars.load_bars, source=source)
    added = {("dataset", "bars"): (dataset, Provider("keras-zoo", "1", "keras-zoo[test]"))}
    return Registry(components={**made.components, **added}, catalogue=made.catalogue)


def run(seed: int = 0, **changes: Any) -> RunRecord:
    """Returns what is recorded of a run when it begins, of the code of today."""
    names = {kind: changes.get(kind, name) for kind, name in NAMES.items()}
    pairs = [(kind, name) for kind, text in names.items() for name in text.split("+")]
    code = {f"{kind}:{name}": provenance.component_code(registry(), kind, name) for kind, name in pairs}
    environment = {"python": "3.11", "cpu": "a processor", "libraries": {"numpy": "2"}}
    group = hashlib.sha256(repr((names, changes.get("limit"))).encode()).hexdigest()[:12]
    plain = {
        **names,
        "seed": seed,
        "group_id": group,
        "experiment_id": f"{group}{seed:02d}",
        "code": provenance.code_hash(code),
        "data": fingerprint(bars.load_bars()),
        "provenance": {"components": code, "environment": environment},
        "experiment": _asked(names),
    }
    return fakes.run(**{**plain, **changes})


def _asked(names: Mapping[str, str]) -> dict[str, Any]:
    part = {kind: {"name": names[kind], "values": {}, "changed": []} for kind in ("dataset", "recipe")}
    model = {"name": names["model"], "values": {"width": 8, "rate": 0.5}, "changed": []}
    augmenters = [{"name": name, "values": {}, "changed": []} for name in names["augmenter"].split("+")]
    return {**part, "model": model, "augmenters": augmenters}


def record(wrong: Mapping[int, float], seed: int = 0, **changes: Any) -> str:
    """Records a run that is wrong on these test images, each with a logit, and returns its name."""
    made, store = run(seed, **changes), Store.open()
    lease = store.begin(made)
    labels = np.asarray(bars.load_bars().test.labels)
    correct = np.array([place not in wrong for place in range(len(labels))])
    result = {"test_accuracy": float(correct.mean()), "parameters": 1234, "train_seconds": 10.0 + seed}
    said = {"epochs": 2, "weights_sha256": "e" * 64, "notes": ["a note"], "data": made.data}
    store.finish(lease, {**result, **said, "correct": Correct.of("a" * 16, correct).to_dict()})
    _write(lease.name, labels, wrong)
    return lease.name


def _write(name: str, labels: np.ndarray, wrong: Mapping[int, float]) -> None:
    """Writes a run's folder: what is wrong is taken for the next class, with the logit given."""
    logits = np.zeros((len(labels), len(bars.CLASSES)), np.float16)
    logits[np.arange(len(labels)), labels] = 3
    for place, logit in wrong.items():
        logits[place] = 0
        logits[place, (labels[place] + 1) % len(bars.CLASSES)] = logit
    folder = paths.run_folder(name)
    folder.mkdir(parents=True)
    predictions = logits.argmax(axis=1).astype(np.int32)
    np.savez(folder / "test.npz", labels=labels.astype(np.int32), predictions=predictions, logits=logits)
    (folder / "experiment.json").write_text(json.dumps({"classes": bars.CLASSES}))
    history = [{"epoch": n, "loss": 1.5 - n, "accuracy": 0.5, "val_loss": None, "seconds": 1.0} for n in range(2)]
    (folder / "history.json").write_text(json.dumps(history))
