"""What is recorded of a run when it begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zoo.experiments import provenance
from zoo.store import RunRecord

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry


def new_record(experiment: Experiment, registry: Registry, *, threads: int, data: str | None) -> RunRecord:
    """Returns what is recorded when a run begins: as it is planned. Its worker says what it is made with.

    Args:
        data: the fingerprint of its data.
    """
    expressions: Any = experiment.expressions
    return RunRecord(
        experiment_id=experiment.id,
        group_id=experiment.group_id,
        **expressions,
        seed=experiment.seed,
        limit=experiment.limit,
        validation=experiment.validation,
        epochs=experiment.recipe.values["epochs"],
        batch_size=experiment.recipe.values["batch_size"],
        threads=threads,
        code=provenance.code_hash(provenance.experiment_code(registry, experiment)),
        data=data,
        protocol=provenance.PROTOCOL,
        experiment=experiment.to_dict(),
    )
