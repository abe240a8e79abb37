"""The launcher of a sweep: the component that was asked for, or the catalogue's; its faults are its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from zoo.errors import PluginError, UsageError
from zoo.execution.events import Lacking, Listener
from zoo.execution.local.pool import Pool
from zoo.experiments.experiment import Part
from zoo.experiments.plugin_errors import blamed
from zoo.plugin import expressions
from zoo.plugin.launcher import LaunchConfig, Task, TaskEvent, Workers

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry

KIND = "launcher"

PATIENCE = 10.0
"""Seconds without a worker and without a task in work after which it is said what is waited for."""


class GuardedWorkers(Workers):
    """The workers of a launcher. Whatever goes wrong in them, be it `sys.exit` or a malformed event, names it.

    Args:
        blame: returns the context in which it does something.
        emit: takes the event `Lacking`.
    """

    def __init__(self, workers: Workers, blame: Callable[[str], AbstractContextManager[None]], emit: Listener) -> None:
        self.workers, self._blame, self._emit = workers, blame, emit
        self._tasks: dict[int, Task] = {}
        self._lack: tuple[str | None, float] = (None, 0.0)

    @property
    def free(self) -> int:
        with self._blame("counted its free workers"):
            return int(self.workers.free)

    @property
    def jobs(self) -> int | None:
        with self._blame("counted its workers"):
            return self.workers.jobs

    @property
    def threads(self) -> int | None:
        with self._blame("counted its threads"):
            return self.workers.threads

    @property
    def lacks(self) -> str | None:
        with self._blame("said what it waits for"):
            return self.workers.lacks

    def submit(self, task: Task) -> None:
        with self._blame("gave a task to a worker"):
            self.workers.submit(task)
        self._tasks[id(task)] = task

    def wait(self, timeout: float) -> list[TaskEvent]:
        with self._blame("waited for events"):
            events = list(self.workers.wait(timeout))
            for happened in events:
                if not isinstance(happened, TaskEvent):
                    raise TypeError(f"expected zoo.TaskEvent, received {happened!r}")
        self._say_what_lacks()
        return [happened for happened in events if self._counts(happened)]

    def stop(self, task: Task) -> None:
        with self._blame("stopped a task"):
            self.workers.stop(task)

    def kill(self, task: Task) -> None:
        self._tasks.pop(id(task), None)
        with self._blame("killed a task"):
            self.workers.kill(task)

    def close(self) -> None:
        with self._blame("ended its workers"):
            self.workers.close()

    def _say_what_lacks(self) -> None:
        """Says once what is waited for, where that takes long and no task is in work."""
        what, since = self._lack
        lacks = self.lacks if not self._tasks and not self.free else None
        if lacks != what:
            self._lack = (lacks, time.monotonic())
        elif lacks and 0 < since < time.monotonic() - PATIENCE:
            self._lack = (lacks, 0.0)
            self._emit(Lacking(what=lacks))

    def _counts(self, happened: TaskEvent) -> bool:
        """Whether an event is of a task that is in work; what comes after a task's last event is of none."""
        own = id(happened.task)
        if own not in self._tasks:  # a launcher may give a copy
            own = next((key for key, task in self._tasks.items() if task == happened.task), 0)
        if happened.event.last:
            return self._tasks.pop(own, None) is not None
        return own in self._tasks


def start(registry: Registry, expression: str | None, launch: LaunchConfig, emit: Listener) -> Workers:
    """Returns the workers of a launcher; where none is asked for and the catalogue's is not installed, this machine's.

    Args:
        emit: takes the event `Lacking`.

    Raises:
        UsageError: there is no such launcher, or a parameter of it is wrong.
        PluginError: it fails, or does not give workers.
    """
    part = chosen(registry, expression)
    if part is None:
        return Pool(launch)
    with blamed(registry, KIND, part.name, "started"):
        workers = registry.component(KIND, part.name).call("start", part.values, launch)
    if not isinstance(workers, Workers):
        raise PluginError(
            f"The launcher {part.name!r} did not give workers.",
            cause=f"Expected zoo.Workers. Received: {workers!r}",
            hint="zoo plugins",
        )
    return GuardedWorkers(workers, lambda action: blamed(registry, KIND, part.name, action), emit)


def here(workers: Workers) -> bool:
    """Whether workers are the processes of this machine that the zoo itself supervises."""
    return isinstance(workers.workers if isinstance(workers, GuardedWorkers) else workers, Pool)


def remote(registry: Registry, expression: str | None) -> bool:
    """Whether a launcher's workers may be on other machines. Raises as `chosen`."""
    part = chosen(registry, expression)
    launcher: Any = registry.component(KIND, part.name) if part else None
    return launcher is not None and launcher.remote


def chosen(registry: Registry, expression: str | None) -> Part | None:
    """Returns the launcher that an expression means, without one the catalogue's; None where that is not installed.

    Raises:
        UsageError, PluginError: there is no such launcher.
    """
    default = str(registry.catalogue.defaults.get(KIND, ""))
    if expression is None and default not in registry.names(KIND):
        return None
    expression = expression or default
    alternatives = expressions.parse(expression)
    links: list[Any] = registry.expand(KIND, alternatives[0]) if len(alternatives) == 1 else []
    if len(links) != 1:
        raise UsageError(f"{expression!r} is not one launcher.", hint="zoo list launchers")
    return Part.of(registry.component(KIND, links[0].name), links[0].values)
