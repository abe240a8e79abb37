"""The plan of a sweep: what is done, what goes on, what is stale and why, what is busy, what is to be trained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from zoo import paths
from zoo.experiments import staleness
from zoo.plugin.containment import contained
from zoo.store import DONE as FINISHED
from zoo.store import RUNNING
from zoo.store.run_folder import RunFolder

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry
    from zoo.store import RunRecord, Store

DONE, RESUMABLE, STALE, TO_DO, BUSY = "done", "resumable", "stale", "to do", "busy"


@dataclass(frozen=True, kw_only=True)
class Item:
    """An experiment of the plan.

    Args:
        run: the finished run that the leaderboard counts, if there is one.
        reasons: why that run is stale, a phrase each; empty where it is not.
        unfinished: the run that another process is training, or that goes on from its checkpoint.
        epochs_done: how many epochs that checkpoint holds.
        changed: what changed since that checkpoint, a phrase each: its run will refuse to go on.
        latest: the name and the token of the experiment's latest run, whatever became of it.
        force: whether it is trained in any case, from its beginning.
        refresh: whether it is trained again where it is stale.
    """

    experiment: Experiment
    run: RunRecord | None = None
    reasons: Sequence[str] = ()
    unfinished: RunRecord | None = None
    epochs_done: int | None = None
    changed: Sequence[str] = ()
    latest: tuple[str, int] | None = None
    force: bool = False
    refresh: bool = False

    @property
    def status(self) -> str:
        if self.run is not None and not self.reasons:
            return DONE
        if self.unfinished is not None:
            return BUSY if self.unfinished.status == RUNNING else RESUMABLE
        return STALE if self.reasons else TO_DO

    @property
    def trained(self) -> bool:
        """Whether it is going to be trained, by this process or, where it is busy, by the one that does."""
        return self.force or self.status in (RESUMABLE, TO_DO, BUSY) or (self.refresh and self.status == STALE)

    @property
    def resumed(self) -> RunRecord | None:
        """The run that goes on, if one does."""
        return self.unfinished if self.status == RESUMABLE and not self.force else None


def make(
    experiments: Iterable[Experiment],
    registry: Registry,
    store: Store,
    *,
    force: bool = False,
    refresh: bool = False,
) -> list[Item]:
    """Returns the plan, in the order of `experiments`.

    What is done is not trained again, be it stale: that is said, and a result of the code of then is still one.

    Args:
        force: train everything from its beginning.
        refresh: train again what is stale, and what cannot go on because it would be.

    Raises:
        DataError: the data of one are missing or damaged, as far as a quick look can tell.
        PluginError: a dataset's fingerprint fails.
        StoreError: the store cannot be read.
    """
    experiments = list(experiments)
    current = staleness.Current(registry, fingerprints(experiments, registry, store.known_data()))
    return [_item(experiment, store, current, force=force, refresh=refresh) for experiment in experiments]


def fingerprints(experiments: Iterable[Experiment], registry: Registry, known: Mapping[str, str]) -> dict[str, str]:
    """Returns, for each dataset expression, the fingerprint of its data: now, where that is quick to tell, else as last
    seen in a run."""
    found = dict(known)
    datasets = {experiment.expressions["dataset"]: experiment.dataset for experiment in experiments}
    for expression, part in datasets.items():
        with contained(f"the dataset {part.name} gave its fingerprint"):
            said = staleness.own_fingerprint(registry, part)
        found |= {expression: said} if said else {}
    return found


def epochs_done(run: RunRecord) -> int | None:
    """Returns how many epochs the newest checkpoint in a run's folder holds, None where there is none on this machine.

    The store may be some seconds behind, and the folder of a run of another machine need not be here.
    """
    folder = RunFolder(paths.run_folder(run.name), run.token)
    names = [path.stem for path in folder.checkpoints.glob("*-*.ckpt")]
    return max((int(name.partition("-")[0]) for name in names), default=None)


def _item(experiment: Experiment, store: Store, current: staleness.Current, *, force: bool, refresh: bool) -> Item:
    runs = store.runs(experiment_id=experiment.id, details=True)
    run, reasons = _counted([run for run in runs if run.status == FINISHED], current)
    latest = runs[0] if runs else None
    item = Item(experiment=experiment, run=run, reasons=reasons, force=force, refresh=refresh)
    return _after(item, latest, current) if latest else item


def _counted(runs: Sequence[RunRecord], current: staleness.Current) -> tuple[RunRecord | None, list[str]]:
    """Returns the latest run that is current, else the latest: the one that the leaderboard counts; and why it is
    stale."""
    judged = [(run, staleness.reasons(run, current)) for run in runs]
    judged.sort(key=lambda pair: bool(pair[1]))  # stable: newest first within each half
    return judged[0] if judged else (None, [])


def _after(item: Item, latest: RunRecord, current: staleness.Current) -> Item:
    """Returns the item with what its latest run adds: it is in work, or can go on, or neither."""
    item = replace(item, latest=(latest.name, latest.token))
    if latest.status == RUNNING:
        return replace(item, unfinished=latest, epochs_done=latest.epochs_done)
    done = epochs_done(latest) if latest.cut_off else None
    changed = staleness.reasons(latest, current) if done is not None else []
    if done is None or item.force or (item.refresh and changed):
        return item
    return replace(item, unfinished=latest, epochs_done=done, changed=changed)
