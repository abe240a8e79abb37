"""`zoo run --dry-run`: what cannot be trained, how long the rest takes, and what it needs; nothing is trained."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from zoo.cli import needs, progress
from zoo.cli.plan_tables import Outlook

if TYPE_CHECKING:
    from zoo.execution.plan import Item
    from zoo.experiments.registry import Registry
    from zoo.plugin.events import Checked
    from zoo.store import RunRecord, Store

Facts = Mapping[str, Mapping[str, Any]]


def look_ahead(
    items: Sequence[Item],
    registry: Registry,
    store: Store,
    *,
    settings: Mapping[str, Any],
    jobs: int,
    launcher: str | None,
    probe: bool,
    quiet: bool,
) -> Outlook:
    """Returns what is known before anything trains.

    Args:
        settings: what workers are made with, as `zoo.execution.runner.run` takes it.
        probe: whether workers check the combinations that no run has finished, and measure some steps of those that no
            earlier run is like.

    Raises:
        Interrupted: Ctrl-C or SIGTERM.
    """
    trained = [item for item in items if item.trained]
    known = _per_epoch(trained, store, threads=settings.get("threads"), jobs=jobs)
    finished = store.runs(status="done")
    answers: Mapping[str, Checked] = {}
    if probe:
        proven = {run.group_id for run in finished} - {item.experiment.group_id for item in items if item.reasons}
        untried = [item for item in trained if item.experiment.group_id not in proven]
        how = {"settings": settings, "jobs": jobs, "launcher": launcher}
        answers = _look(_with_data(untried, registry), registry, known, quiet, how)
    refused = {group: str(answer.refused) for group, answer in answers.items() if answer.refused}
    facts = {group: answer.facts for group, answer in answers.items()}
    probed = {group: known["seconds_per_epoch"] for group, known in facts.items() if known.get("seconds_per_epoch")}
    possible = [item for item in trained if item.experiment.group_id not in refused]
    timed = [item for item in possible if item.experiment.group_id in known or item.experiment.group_id in probed]
    seconds = {item.experiment.id: _seconds(item, {**probed, **known}) for item in timed}
    downloads = needs.downloads(possible, registry)
    disk, complete = needs.disk(possible, {**_sizes(possible, finished), **facts}, jobs=jobs)
    return Outlook(
        refused=refused,
        seconds=seconds,
        probed=len(probed),
        total=together(seconds.values(), jobs) if seconds else None,
        jobs=jobs,
        downloads=downloads,
        disk=disk + sum(downloads.values()),
        disk_known=complete and not downloads,  # what comes of a download is larger
        free=needs.free(),
    )


def together(seconds: Iterable[float], jobs: int) -> float:
    """Returns how long runs take in all, `jobs` at a time, in their order."""
    ends = [0.0] * jobs
    for taken in seconds:
        heapq.heapreplace(ends, ends[0] + taken)
    return max(ends)


def earlier(items: Iterable[Item], store: Store, *, threads: int | None, jobs: int) -> dict[str, float]:
    """Returns how many seconds a run of each group takes, by group id, where earlier runs tell; see
    `zoo.execution.estimate`."""
    from zoo.execution import estimate

    experiments = {item.experiment.group_id: item.experiment for item in items if item.trained}
    per_epoch = _per_epoch(items, store, threads=threads, jobs=jobs)
    return {group: estimate.remaining(experiments[group], seconds) for group, seconds in per_epoch.items()}


def _per_epoch(items: Iterable[Item], store: Store, *, threads: int | None, jobs: int) -> dict[str, float]:
    from zoo.execution import estimate, runner

    experiments = [item.experiment for item in items if item.trained]
    return estimate.seconds_per_epoch(experiments, store, threads or runner.share(jobs))


def _seconds(item: Item, per_epoch: Mapping[str, float]) -> float:
    """Returns how long an experiment is going to take, less what its checkpoint holds."""
    from zoo.execution import estimate

    done = item.epochs_done if item.status in ("resumable", "busy") and not item.force else None
    return estimate.remaining(item.experiment, per_epoch[item.experiment.group_id], done)


def _sizes(items: Iterable[Item], finished: Iterable[RunRecord]) -> Facts:
    """Returns the number of parameters, by group id, of the models that were trained on the same dataset before."""
    known = {(run.dataset, run.model): run.parameters for run in finished if run.parameters is not None}
    found = {}
    for experiment in (item.experiment for item in items):
        made_of = (experiment.expressions["dataset"], experiment.expressions["model"])
        if made_of in known:
            found[experiment.group_id] = {"parameters": known[made_of]}
    return found


def _with_data(items: Iterable[Item], registry: Registry) -> list[Item]:
    """Returns an item of each group whose data are here: a check downloads nothing."""
    groups = {item.experiment.group_id: item for item in items}
    return [item for item in groups.values() if not needs.downloads([item], registry)]


def _look(
    items: Sequence[Item], registry: Registry, known: Mapping[str, float], quiet: bool, how: Mapping[str, Any]
) -> Mapping[str, Checked]:
    from zoo.execution import runner

    if not items:
        return {}
    probe = {item.experiment.group_id for item in items} - set(known)
    with progress.looking(registry, quiet=quiet) as listener:
        return runner.look(items, registry=registry, listeners=[listener], probe=probe, **how)
