"""What the store takes and returns: one plain record per run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any, NamedTuple

from zoo.errors import Failure
from zoo.store import clock
from zoo.store.metrics import METRICS

RUNNING, DONE, FAILED, INTERRUPTED, DIVERGED = STATUSES = ("running", "done", "failed", "interrupted", "diverged")
"""`diverged`: the loss became infinite or no number. It is an end like `failed`, and never a result."""

MEASURED = ("data", "epochs")
"""The columns that a result fills beside the metrics, by the names that they have in it."""

DETAILS = ("experiment", "provenance", "result", "error")
"""The columns that hold JSON: many times the size of all others, and read only where they are asked for."""


@dataclass(frozen=True, kw_only=True)
class RunRecord:
    """One execution of an experiment.

    Args:
        name: `EXPERIMENT_ID.ATTEMPT`, given by the store when the run begins.
        experiment_id: of its experiment.
        group_id: of its experiment without the seed: a row of the leaderboard.
        status: one of `STATUSES`; a running run whose lease has run out, or whose process on this machine is gone,
            reads as interrupted.
        started, finished: UTC, ISO 8601.
        dataset, model, augmenter, recipe: the shortest expressions that mean them.
        limit: the number of training images, None for all.
        validation: the part of train held out, a fraction of 1; None for none.
        seed, epochs, batch_size, threads: what it was trained with.
        code: `zoo.experiments.provenance.code_hash` of the components' sources.
        data: the data's fingerprint.
        protocol: `zoo.experiments.provenance.PROTOCOL` of the zoo that ran it.
        test_accuracy: a fraction of 1; None where it is not known or not a number.
        pid, host: the process that records the run, and its machine.
        heartbeat: when that process was last heard of; UTC, ISO 8601. None in what was recorded before version 3.
        token: the fencing token: how often the run was begun or resumed.
        epochs_done: how many epochs its checkpoint holds, None where it has none.
        experiment, provenance, result, error: as they were handed in; None where they were not read.
        metrics: by key, what was measured: fractions of 1, seconds, counts. Those in `zoo.store.metrics` are attributes
            too, None where they are not known: `run.train_seconds`.
    """

    name: str = ""
    experiment_id: str
    group_id: str
    status: str = RUNNING
    started: str = ""
    finished: str | None = None
    dataset: str
    model: str
    augmenter: str
    recipe: str
    seed: int = 0
    limit: int | None = None
    validation: float | None = None
    epochs: int | None = None
    batch_size: int | None = None
    threads: int | None = None
    code: str | None = None
    data: str | None = None
    protocol: int
    test_accuracy: float | None = None
    pid: int | None = None
    host: str | None = None
    heartbeat: str | None = None
    token: int = 1
    epochs_done: int | None = None
    experiment: Mapping[str, Any] | None = None
    provenance: Mapping[str, Any] | None = None
    result: Mapping[str, Any] | None = None
    error: Mapping[str, Any] | None = None
    metrics: Mapping[str, float] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        if name in METRICS:
            return self.metrics.get(name)
        raise AttributeError(f"{type(self).__name__!r} has no attribute {name!r}")

    def to_dict(self, *, details: bool = True) -> dict[str, Any]:
        """Returns a run as JSON has it, its metrics beside its columns; `details`: with what is long."""
        left_out = {"metrics", *(() if details else DETAILS)}
        columns = {field.name: getattr(self, field.name) for field in fields(self) if field.name not in left_out}
        return {**columns, **dict.fromkeys(METRICS), **self.metrics, "test_accuracy": self.test_accuracy}

    def parts(self, kind: str) -> list[Mapping[str, Any]]:
        """Returns the components of a `kind` as recorded, a chain's in order: `name`, and `values` of parameters."""
        found = (self.experiment or {}).get("augmenters" if kind == "augmenter" else kind) or []
        return found if isinstance(found, list) else [found]

    @property
    def cut_off(self) -> bool:
        """Whether it ended without a fault of what it trained, or refused to go on with other code or data, so that it
        goes on where it has a checkpoint. Of a failed run, `error` has to be read for it."""
        forgivable = Failure.from_dict(self.error or {}).resumable
        return self.status == INTERRUPTED or (self.status == FAILED and forgivable)


class Finished(NamedTuple):
    """What a ranking asks of a run that ended, with a result or without: fields of `RunRecord`, at a tenth of its
    cost.

    Args:
        metrics: those that were asked for, None where they are not known.
    """

    name: str
    group_id: str
    status: str
    seed: int
    code: str | None
    data: str | None
    protocol: int
    dataset: str
    model: str
    augmenter: str
    recipe: str
    limit: int | None
    validation: float | None
    epochs: int | None
    batch_size: int | None
    test_accuracy: float | None
    metrics: Mapping[str, float | None]

    @property
    def provenance(self) -> None:
        """Not read."""


def finite(value: Any) -> Any:
    """Returns `value` with None for every number that is none: neither NaN nor infinity has a place in a ranking."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: finite(item) for key, item in value.items()}
    return [finite(item) for item in value] if isinstance(value, (list, tuple)) else value


def now() -> str:
    """Returns the time as records have it, by this machine's clock."""
    return clock.written(datetime.now(UTC))
