"""What is recorded of a run when it begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from zoo.experiments import provenance
from zoo.store import RunRecord

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry


def new_record(
    experiment: Experiment, registry: Registry, *, threads: int, environment: Mapping[str, Any], data: str | None
) -> RunRecord:
    """Returns what is recorded when a run begins.

    Args:
        environment: in the form of `provenance.environment`.
        data: the fingerprint of its data.
    """
    components = provenance.experiment_code(registry, experiment)
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
        code=provenance.code_hash(components),
        data=data,
        protocol=provenance.PROTOCOL,
        experiment=experiment.to_dict(),
        provenance={
            "protocol": provenance.PROTOCOL,
            "components": components,
            "environment": {**environment, "threads": threads},
            "command": experiment.command(),
        },
    )
