"""A trained run, rebuilt from what is recorded of it; refused where today's code or data would make another."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from zoo.errors import RunFailed, UsageError
from zoo.experiments.experiment import Experiment
from zoo.store import run_files, shared
from zoo.training import outputs
from zoo.training.trained import Chosen, Kept, Trained

if TYPE_CHECKING:
    import keras

    from zoo.api.recorded import Run
    from zoo.experiments.registry import Registry
    from zoo.store import RunRecord, Store


class StaleRun(RunFailed):
    """A run cannot be rebuilt as it was trained: code or data are others today. `force` takes those of today."""


def trained(
    run: str | Run, *, registry: Registry | None = None, store: Store | None = None, force: bool = False
) -> Trained:
    """Returns a trained run. All that can be refused without TensorFlow is refused here; the net is built, and the data
    are read, when they are asked for.

    Args:
        run: its name, the beginning of that, or a run that `zoo.run` or `zoo.runs` gave.
        registry: the components; by default all that are installed.
        store: by default that in `ZOO_HOME`.
        force: takes today's code and data, though they are not those of the run.

    Raises:
        UsageError: there is no such run, it has no result, or a component of it is not installed any more.
        StaleRun: it was made by other code, other data or another protocol than a new run would be.
        StoreError: files of it are missing, damaged or on another machine.
    """
    from zoo.experiments import registry as registries
    from zoo.store import DONE, Store

    store = store or Store.open(create=False)
    registry = registry or registries.load()
    record = store.run(str(run))
    if record.status != DONE:
        cause = f"It is {record.status}; only a net that was trained to its end can be asked."
        raise UsageError(f"Run {record.name!r} has no result.", cause=cause, hint=f"zoo show {record.name}")
    folder = shared.folder(record)
    facts = outputs.read_record(folder)
    experiment = Experiment.from_dict(facts["experiment"], registry)
    if not force:
        refuse_stale(record, experiment, registry, store)
    return Trained(
        record.to_dict(),
        classes=tuple(facts["classes"]),
        image_shape=tuple(facts["input_shape"]),
        net=functools.partial(_net, folder, facts, experiment, registry, (record.result or {}).get("weights_sha256")),
        images=functools.partial(_images, folder, record, experiment, registry, force),
        kept=lambda: Kept(*run_files.test(folder, *Kept._fields)),
    )


def refuse_stale(record: RunRecord, experiment: Experiment, registry: Registry, store: Store) -> None:
    """Raises `StaleRun` where a run was made by other code, other data or another protocol than a new one would be."""
    from zoo.experiments.staleness import Current, data_now, reasons

    if found := reasons(record, Current(registry, data_now(registry, store.known_data()))):
        raise _stale(record.name, experiment, "; ".join(found))


def _net(
    folder: Path, facts: Mapping[str, Any], experiment: Experiment, registry: Registry, sha256: str | None
) -> keras.Model:
    from zoo.training import environment

    environment.prepare()
    return outputs.rebuild(folder, facts, experiment, registry, sha256)


def _images(folder: Path, record: RunRecord, experiment: Experiment, registry: Registry, force: bool) -> Chosen:
    from zoo.training.prepare import load_dataset, prepare

    splits, data = load_dataset(registry, experiment.dataset)
    if data != record.data and not force:
        raise _stale(record.name, experiment, f"the data of {record.dataset} changed")
    test = prepare(experiment, splits).test
    if not np.array_equal(test.chosen_labels, run_files.test(folder, "labels")[0]):
        cause = f"{record.dataset} has other test images than the run was tested on."
        raise StaleRun(f"Run {record.name!r} cannot be rebuilt.", cause=cause, hint=f"{experiment.command()} --force")
    return Chosen(test.images, test.indices)


def _stale(name: str, experiment: Experiment, why: str) -> StaleRun:
    message = f"Run {name!r} is stale: it cannot be rebuilt as it was trained."
    return StaleRun(message, cause=f"{why[0].upper()}{why[1:]}.", hint=f"{experiment.command()} --force")
