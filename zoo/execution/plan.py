"""The plan of a sweep: which experiments are done, which results are stale and why, what is to be trained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zoo import staleness
from zoo.store import DONE as FINISHED
from zoo.training.blame import blamed

if TYPE_CHECKING:
    from zoo.experiment import Experiment
    from zoo.registry import Registry
    from zoo.store import RunRecord, Store

DONE, STALE, TO_DO = "done", "stale", "to do"


@dataclass(frozen=True, kw_only=True)
class Item:
    """An experiment of the plan.

    Args:
        run: the finished run that the leaderboard counts, if there is one.
        reasons: why that run is stale, a phrase each; empty where it is not.
        force: whether it is trained in any case.
    """

    experiment: Experiment
    run: RunRecord | None = None
    reasons: Sequence[str] = ()
    force: bool = False

    @property
    def status(self) -> str:
        if self.run is None:
            return TO_DO
        return STALE if self.reasons else DONE

    @property
    def trained(self) -> bool:
        """Whether it is going to be trained."""
        return self.force or self.status != DONE


def make(experiments: Iterable[Experiment], registry: Registry, store: Store, *, force: bool = False) -> list[Item]:
    """Returns the plan, in the order of `experiments`.

    Raises:
        DataError: the data of one are missing or damaged, as far as a quick look can tell.
        PluginError: a dataset's fingerprint fails.
        StoreError: the store cannot be read.
    """
    experiments = list(experiments)
    current = staleness.Current(registry, fingerprints(experiments, registry, store.known_data()))
    return [_item(experiment, store, current, force) for experiment in experiments]


def fingerprints(experiments: Iterable[Experiment], registry: Registry, known: Mapping[str, str]) -> dict[str, str]:
    """Returns, for each dataset expression, the fingerprint of its data: now, where that is quick to tell, else as last
    seen in a run."""
    found = dict(known)
    datasets = {experiment.expressions["dataset"]: experiment.dataset for experiment in experiments}
    for expression, part in datasets.items():
        component: Any = registry.component("dataset", part.name)
        if component.fingerprint is not None:
            with blamed(registry, "dataset", part.name, "gave its fingerprint"):
                found[expression] = component.call("fingerprint", part.values)
    return found


def _item(experiment: Experiment, store: Store, current: staleness.Current, force: bool) -> Item:
    """Returns the latest run that is current, else the latest: the one that the leaderboard counts."""
    runs = store.runs(experiment_id=experiment.id, status=FINISHED, details=True)
    judged = [(run, staleness.reasons(run, current)) for run in runs]
    judged.sort(key=lambda pair: bool(pair[1]))  # stable: newest first within each half
    run, reasons = judged[0] if judged else (None, [])
    return Item(experiment=experiment, run=run, reasons=reasons, force=force)
