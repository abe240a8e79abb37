"""Trains what the plan says, and records it: the parent process alone writes the store."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from zoo import paths
from zoo.execution import launching, preflight
from zoo.execution.claims import Claims
from zoo.execution.events import Dispatcher, Listener
from zoo.execution.signals import SignalWatcher
from zoo.execution.sweep import Sweep
from zoo.plugin.events import Checked
from zoo.plugin.launcher import LaunchConfig

if TYPE_CHECKING:
    from zoo.execution.plan import Item
    from zoo.experiments.registry import Registry
    from zoo.store import RunRecord, Store

HANDLER = "zoo.training.worker:Handler"


def run(
    plan: Sequence[Item],
    *,
    registry: Registry,
    store: Store,
    settings: Mapping[str, Any],
    listeners: Iterable[Listener] = (),
    jobs: int = 1,
    timeout: float | None = None,
    fail_fast: bool = False,
    handler: str = HANDLER,
    launcher: str | None = None,
) -> dict[str, RunRecord]:
    """Checks everything that is to be trained, then trains it, `jobs` experiments at a time.

    What another process is training is left to it; this one waits for the result in the end, or goes on with the run
    where the other one died.

    Args:
        settings: what workers are made with: `threads` of each run, by default the cores divided by `jobs`; and
            optionally `disabled_plugins` and `strict_plugins`.
        listeners: take the events, those of `zoo.execution.events` and of the workers; one that fails is dropped.
        timeout: seconds that a run may take, from when a worker is given it.
        fail_fast: whether the first run that fails ends the others, as interrupted.
        launcher: the expression of the launcher; by default the catalogue's.

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
        return {}
    settings = {**settings, "threads": settings.get("threads") or share(jobs)}
    with SignalWatcher() as stop:
        launch = _launch(handler, settings, min(jobs, len(items)), stop)
        with launching.start(registry, launcher, launch) as workers:
            emit = Dispatcher(listeners)
            facts = preflight.check(workers, [item.experiment for item in items], emit, stop=stop)
            claims = Claims(registry, store, facts, threads=settings["threads"])
            return Sweep(items, claims, workers, stop, emit, timeout=timeout, fail_fast=fail_fast).train()


def look(
    plan: Sequence[Item],
    *,
    registry: Registry,
    settings: Mapping[str, Any],
    listeners: Iterable[Listener] = (),
    jobs: int = 1,
    probe: Collection[str] = (),
    handler: str = HANDLER,
    launcher: str | None = None,
) -> dict[str, Checked]:
    """Checks everything that is to be trained, and trains nothing.

    Args:
        probe: the group ids of those that train for some steps, so that `seconds_per_epoch` is known: those of which
            `zoo.execution.estimate` knows no earlier run.

    Returns:
        By group id, what is known about each combination before it trains, or why it cannot be trained.

    Raises:
        Interrupted: Ctrl-C or SIGTERM.
        UsageError: there is no such launcher.
        PluginError: the launcher fails.
    """
    experiments = [item.experiment for item in plan if item.trained]
    if not experiments:
        return {}
    settings = {**settings, "threads": settings.get("threads") or share(jobs)}
    with SignalWatcher() as stop:
        launch = _launch(handler, settings, min(jobs, len({each.group_id for each in experiments})), stop)
        with launching.start(registry, launcher, launch) as workers:
            return preflight.ask(workers, experiments, Dispatcher(listeners), probe=probe, stop=stop)


def _launch(handler: str, settings: Mapping[str, Any], jobs: int, stop: SignalWatcher) -> LaunchConfig:
    return LaunchConfig(handler=handler, settings=settings, logs=paths.home() / "logs", jobs=jobs, wake=stop)


def cores() -> int:
    """Returns the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def share(jobs: int) -> int:
    """Returns how many threads each of `jobs` runs at a time gets: the cores divided, at least one."""
    return max(1, cores() // jobs)
