"""A run trained again from its record, and compared with what it was: `zoo reproduce`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from zoo import paths
from zoo.errors import RunFailed, StoreError, UsageError
from zoo.execution import plan, requests
from zoo.experiments import staleness
from zoo.experiments.beginning import canonical
from zoo.experiments.experiment import Experiment
from zoo.experiments.request import Composed
from zoo.plugin.components import FROM
from zoo.ranking.inference.chance import half_width
from zoo.store import DONE, Store, run_files
from zoo.store.shared import bring
from zoo.training.checkpoints import identity

if TYPE_CHECKING:
    from zoo.execution.events import Listener
    from zoo.experiments.registry import Registry
    from zoo.experiments.request import RunOptions
    from zoo.store import RunRecord

IDENTICAL, WITHIN, DIFFERENT, UNKNOWN = "identical", "within", "different", "unknown"
"""The same bits; else an accuracy as near as that of another seed; farther; or it is not known how near that is."""


@dataclass(frozen=True, kw_only=True)
class Reproduction:
    """A run, and the one that was trained from its record.

    Args:
        same_weights: whether their weights have one hash; None where one is not known.
        agreeing: the part of the test images that both call the same; None where the predictions of one are gone.
        half_width: half of the 95% interval of the difference between two trainings that differ in their seed; None
            where it is not known.
        changed: what made them and is not the same, a phrase each.
    """

    old: RunRecord
    new: RunRecord
    same_weights: bool | None
    agreeing: float | None
    half_width: float | None
    changed: Sequence[str]

    @property
    def difference(self) -> float | None:
        """The test accuracy of the new run minus that of the old one."""
        one, other = self.new.test_accuracy, self.old.test_accuracy
        return None if one is None or other is None else one - other

    @property
    def outcome(self) -> str:
        if self.same_weights and self.agreeing in (1.0, None):
            return IDENTICAL
        if self.half_width is None or self.difference is None:
            return UNKNOWN
        return WITHIN if abs(self.difference) <= self.half_width else DIFFERENT

    @property
    def reproduced(self) -> bool:
        return self.outcome in (IDENTICAL, WITHIN)


def reproduce(
    name: str, options: RunOptions, listeners: Iterable[Listener], *, registry: Registry, force: bool = False
) -> Reproduction:
    """Trains a run again, with the values and the number of threads of its record, as a new run of the experiment.

    Args:
        name: the run's name, or the beginning of it.
        options: but for `threads` and `force`.
        force: also where today's code or data are others than it was made with.

    Raises:
        UsageError: there is no such run, it has no result, or it would be made of something else today.
        RunFailed: the new run has no result.
        ZooError: as `requests.run` does.
    """
    store = Store.open(create=False)
    old = store.run(name)
    bring([old])  # its predictions are compared
    experiment = _again(old, registry)
    if not force:
        _refuse_stale(old, experiment, registry, store)
    how = replace(options, threads=old.threads, force=True)
    outcome = requests.train(Composed(experiments=[experiment]), how, listeners, registry=registry)
    new = outcome.records[experiment.id]
    if new.status != DONE:
        raise RunFailed(
            f"Run {new.name!r}, which repeats {old.name!r}, has no result: it is {new.status}.",
            cause=str((new.error or {}).get("message", "")) or None,
            hint=f"zoo logs {new.name}",
        )
    return compare(old, new, experiment, store)


def compare(old: RunRecord, new: RunRecord, experiment: Experiment, store: Store) -> Reproduction:
    """Returns what two runs of an experiment have in common."""
    hashes = [(run.result or {}).get("weights_sha256") for run in (old, new)]
    return Reproduction(
        old=old,
        new=new,
        same_weights=None if None in hashes else hashes[0] == hashes[1],
        agreeing=_agreeing(old, new),
        half_width=half_width(old, new, store),
        changed=_changed(old, new, experiment),
    )


def _again(run: RunRecord, registry: Registry) -> Experiment:
    """Returns the experiment of a run, every value as it is recorded."""
    if run.status != DONE or run.experiment is None:
        raise UsageError(
            f"Run {run.name!r} has no result to be reproduced.",
            cause=f"It is {run.status}." if run.status != DONE else "Its record does not say what it trained.",
            hint=f"zoo show {run.name}",
        )
    experiment = Experiment.from_dict(run.experiment, registry)
    if (origin := experiment.model.values.get(FROM.name)) is not None:
        canonical(origin)  # refuses a run that was removed, and a file that is another one now
    return experiment


def _refuse_stale(run: RunRecord, experiment: Experiment, registry: Registry, store: Store) -> None:
    data = plan.fingerprints([experiment], registry, store.known_data())
    if reasons := staleness.reasons(run, staleness.Current(registry, data)):
        raise UsageError(
            f"Run {run.name!r} would not be made of the same again.",
            cause=f"Since then: {'; '.join(reasons)}.",
            hint=f"zoo reproduce {run.name} --force",
        )


def _agreeing(old: RunRecord, new: RunRecord) -> float | None:
    try:
        [one], [other] = (run_files.test(paths.run_folder(run.name), "predictions") for run in (old, new))
    except StoreError:
        return None
    return float((one == other).mean()) if one.shape == other.shape else 0.0


def _changed(old: RunRecord, new: RunRecord, experiment: Experiment) -> list[str]:
    """Returns what made two runs and is not the same: code, data, libraries, processor, threads."""
    made = [_identity(run, experiment) for run in (old, new)]
    if unknown := [run.name for run, one in zip((old, new), made, strict=True) if one is None]:
        return [f"what made {name} is not known" for name in unknown]
    return list(identity.changes(made[0] or {}, made[1] or {}))


def _identity(run: RunRecord, experiment: Experiment) -> Mapping[str, Any] | None:
    made = run.provenance or {}
    environment = made.get("environment") or {}
    if not {"libraries", "cpu", "python"} <= set(environment):
        return None
    whole = {"threads": run.threads, "devices": [], "variables": {}, **environment}
    told = {"protocol": run.protocol, "components": made.get("components") or {}, "environment": whole}
    return identity.identity(experiment, told, data=run.data or "")
