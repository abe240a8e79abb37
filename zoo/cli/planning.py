"""The plan of what `zoo run` is asked for; a dry run plans around data that are not there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from zoo.cli.absent import Absent
from zoo.errors import DataError, PluginError
from zoo.execution import plan

if TYPE_CHECKING:
    from zoo.execution.plan import Item
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry
    from zoo.store import Store

Planned = tuple[list["Item"], list[Absent]]


def plan_all(
    experiments: Sequence[Experiment], registry: Registry, store: Store, *, force: bool, refresh: bool
) -> Planned:
    """Returns the plan, and nothing that is impossible. Raises as `zoo.execution.plan.make` does."""
    return plan.make(experiments, registry, store, force=force, refresh=refresh), []


def plan_each(
    experiments: Sequence[Experiment], registry: Registry, store: Store, *, force: bool, refresh: bool
) -> Planned:
    """Returns the plan of what has data, and what is impossible because it has none.

    Raises:
        StoreError: the store cannot be read.
    """
    how = {"force": force, "refresh": refresh}
    try:
        return plan_all(experiments, registry, store, **how)
    except (DataError, PluginError):  # of one dataset at least: which, is found out one by one
        items: list[Item] = []
        impossible: list[Absent] = []
    for dataset in dict.fromkeys(experiment.expressions["dataset"] for experiment in experiments):
        own = [experiment for experiment in experiments if experiment.expressions["dataset"] == dataset]
        try:
            items += plan.make(own, registry, store, **how)
        except (DataError, PluginError) as error:
            impossible += [Absent(expressions=one.expressions, seeds=[one.seed], error=error) for one in own]
    return items, impossible
