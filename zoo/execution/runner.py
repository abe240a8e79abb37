"""Trains what the plan says, and records it: the parent process alone writes the store."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from zoo import paths
from zoo.execution import launching, preflight
from zoo.execution.claims import Claims
from zoo.execution.events import Listener
from zoo.execution.nodes import NodeCheck
from zoo.execution.pictures import Pictures
from zoo.execution.signals import SignalWatcher
from zoo.execution.sweep import Sweep
from zoo.experiments import registry as registries
from zoo.plugin.events import Checked
from zoo.plugin.launcher import LaunchConfig, Workers

if TYPE_CHECKING:
    from zoo.execution.plan import Item
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry
    from zoo.experiments.request import RunOptions
    from zoo.store import RunRecord, Store

HANDLER = "zoo.training.worker:Handler"


class Size(NamedTuple):
    """How many runs can be in work at the same time, and how many threads each gets."""

    jobs: int
    threads: int

    @classmethod
    def of(cls, options: RunOptions) -> Size:
        """Returns what it is where the launcher says nothing else."""
        return cls(options.jobs or 1, options.threads or share(options.jobs or 1))


Started = Callable[[Size], None]
"""Is told of the workers, before they are given anything."""


def unheard(size: Size) -> None:
    """Is told, and does nothing."""


def run(
    plan: Sequence[Item],
    *,
    registry: Registry,
    store: Store,
    options: RunOptions,
    emit: Listener,
    started: Started = unheard,
    handler: str = HANDLER,
) -> dict[str, RunRecord]:
    """Checks everything that is to be trained, then trains it.

    What another process is training is left to it; this one waits for the result in the end, or goes on with the run
    where the other one died.

    Args:
        options: but for `force` and `refresh`, which the plan has followed.
        emit: takes the events: those of `zoo.execution.events` but `Plan`, and of the workers.
        started: is told of the workers before they are given anything.

    Returns:
        The record of each run by its experiment's id: done, failed or diverged, and with `fail_fast` interrupted.

    Raises:
        Refused: a combination cannot be trained; nothing was trained or recorded.
        Interrupted: Ctrl-C or SIGTERM; runs that were in work are recorded as interrupted.
        StoreError: the store or the disk below it cannot be written.
        UsageError: there is no such launcher.
        PluginError: the launcher fails.
    """
    items = [item for item in plan if item.trained]
    if not items:
        started(Size.of(options))
        return {}
    with SignalWatcher() as stop:
        experiments = [item.experiment for item in items]
        launch = _launch(handler, registry, options, experiments, emit, stop)
        with launching.start(registry, options.launcher, launch, emit) as workers:
            size = Size(workers.jobs or launch.jobs, workers.threads or launch.settings["threads"])
            started(size)
            facts = preflight.check(workers, experiments, emit, timeout=options.timeout, stop=stop)
            apart = handler == HANDLER and launching.here(workers) and size.jobs < min(cores(), len(items))
            claims = Claims(registry, store, facts, threads=size.threads, pictures=not apart)
            ends: Any = {"timeout": options.timeout, "fail_fast": options.fail_fast}
            with _drawn(workers, experiments, launch.logs) if apart else contextlib.nullcontext(workers) as drawn:
                return Sweep(items, claims, drawn, stop, emit, **ends).train()


def _drawn(workers: Workers, experiments: Sequence[Experiment], logs: Path) -> Workers:
    """Returns workers whose runs another process draws: where there is a core for it, and a run to train meanwhile."""
    return Pictures(workers, {each.group_id: preflight.name(each) for each in experiments}, logs)


def look(
    plan: Sequence[Item],
    *,
    registry: Registry,
    options: RunOptions,
    emit: Listener,
    asked: Collection[str],
    probe: Collection[str] = (),
    started: Started = unheard,
    handler: str = HANDLER,
) -> dict[str, Checked]:
    """Checks some of what is to be trained, and trains nothing.

    Args:
        asked: the group ids of what is checked. A launcher of other machines is asked for workers for all of the plan,
            so that it says how many it has.
        probe: the group ids of those that train for some steps, so that `seconds_per_epoch` is known: those of which
            `zoo.execution.estimate` knows no earlier run.
        started: is told of the workers before they are given anything.

    Returns:
        By group id, what is known about each combination before it trains, or why it cannot be trained.

    Raises:
        Interrupted: Ctrl-C or SIGTERM.
        UsageError: there is no such launcher.
        PluginError: the launcher fails.
    """
    experiments = [item.experiment for item in plan if item.trained]
    checked = {each.group_id: each for each in experiments if each.group_id in asked}
    many = experiments if launching.remote(registry, options.launcher) else list(checked.values())
    with SignalWatcher() as stop:
        launch = _launch(handler, registry, options, many, emit, stop, offline=True)
        with launching.start(registry, options.launcher, launch, emit) as workers:
            started(Size(workers.jobs or launch.jobs, workers.threads or launch.settings["threads"]))
            return preflight.ask(workers, checked.values(), emit, probe=probe, timeout=options.timeout, stop=stop)


def _launch(
    handler: str,
    registry: Registry,
    options: RunOptions,
    experiments: Sequence[Experiment],
    emit: Listener,
    stop: SignalWatcher,
    *,
    offline: bool = False,
) -> LaunchConfig:
    """Returns what a launcher is asked for: at most a worker for each of `experiments`; `offline` ones download
    nothing."""
    settings = {
        "offline": offline,
        "threads": Size.of(options).threads,
        **registries.settings(registry, disabled=options.disabled_plugins, strict=options.strict_plugins),
    }
    nodes = None
    if launching.remote(registry, options.launcher):
        nodes = NodeCheck(registry, experiments, emit, ship_data=options.ship_data and not offline)
    return LaunchConfig(
        handler=handler,
        settings=settings,
        logs=paths.home() / "logs",
        jobs=min(options.jobs or 1, len(experiments)),
        most=min(options.jobs or len(experiments), len(experiments)),
        threads=options.threads,
        wake=stop,
        nodes=nodes,
    )


def cores() -> int:
    """Returns the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def share(jobs: int) -> int:
    """Returns how many threads each of `jobs` runs at a time gets: the cores divided, at least one."""
    return max(1, cores() // jobs)
