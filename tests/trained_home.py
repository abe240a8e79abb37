"""A home with one run, trained in this process and recorded, as a sweep has a worker do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from zoo import paths
from zoo.execution.record import new_record
from zoo.store import Store

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry

THREADS = 2


def trained_home(folder: Path, experiment: Experiment, registry: Registry) -> Path:
    """Trains an experiment into a folder that is to be `ZOO_HOME`, and returns it."""
    from zoo.training.worker import Handler

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOO_HOME", str(folder))
        store, events = Store.open(), list[Any]()
        lease = store.begin(new_record(experiment, registry, threads=THREADS, data=None))
        task = {"task": "run", "run": lease.name, "token": lease.token, "experiment": experiment.to_dict()}
        handler = Handler({"threads": THREADS}, registry)
        handler.handle({**task, "folder": str(paths.run_folder(lease.name))}, events.append)
        store.started(lease, events[0].provenance)
        store.finish(lease, events[-1].result)
    return folder
