"""The listener of a sweep that calls the hooks of plugins: it makes of events what hooks are given."""

from __future__ import annotations

import os
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any

from zoo import paths
from zoo.execution.events import Begin, Lost
from zoo.execution.tracking.audience import audience
from zoo.execution.tracking.caller import END_LIMIT, STOPPED_LIMIT, Call, Caller
from zoo.execution.tracking.described import ended, finished_epoch, tracked_run
from zoo.experiments import registry as registries
from zoo.plugin import tracking
from zoo.plugin.collecting import EPOCH_FINISHED, RUN_FINISHED, RUN_STARTED
from zoo.plugin.events import Epoch, Event, Resumed, Started
from zoo.plugin.tracking import TrackedRun

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.experiments.request import RunOptions


class Hooks:
    """Within its block, the plugins that want to hear of runs do: whatever they do, it changes no run.

    A run is told of when it begins to train, or, where it ends before that, with its end: `zoo_run_finished` always
    comes after `zoo_run_started`.
    """

    def __init__(self, registry: Registry, options: RunOptions) -> None:
        settings = registries.settings(registry, disabled=options.disabled_plugins, strict=options.strict_plugins)
        self._audience = audience(registry)
        self._caller = Caller(settings, paths.home() / "logs" / f"hooks-{os.getpid()}.log")
        self._runs: dict[str, TrackedRun] = {}
        self._started: set[str] = set()

    @property
    def audience(self) -> list[str]:
        """The plugins that hear of runs."""
        return list(self._audience)

    def __enter__(self) -> Hooks:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._caller.close(END_LIMIT if kind is None else STOPPED_LIMIT)

    def __call__(self, event: Event) -> None:
        if not self._audience:
            return
        if isinstance(event, Begin):
            self._runs[event.run] = tracked_run(event)
        elif event.run in self._runs:
            self._tell(event, self._runs[event.run])

    def _tell(self, event: Event, run: TrackedRun) -> None:
        if isinstance(event, Started) and not run.resumed:
            self._start(run)
        elif isinstance(event, Resumed):
            self._start(replace(run, epochs_done=event.epoch))
        elif isinstance(event, Epoch):
            self._call(EPOCH_FINISHED, run, epoch=finished_epoch(event))
        elif event.last or isinstance(event, Lost):
            if run.name not in self._started:
                self._start(run)
            self._call(RUN_FINISHED, self._runs.pop(run.name), result=ended(event))
            self._started.discard(run.name)

    def _start(self, run: TrackedRun) -> None:
        self._runs[run.name] = run
        self._started.add(run.name)
        self._call(RUN_STARTED, run)

    def _call(self, hook: str, run: TrackedRun, **given: Any) -> None:
        message = tracking.message(run=run, **given)
        for plugin, hooks in self._audience.items():
            if hook in hooks:
                self._caller.put(Call(plugin, hook, message))
