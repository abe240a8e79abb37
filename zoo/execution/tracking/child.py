"""What calls the hooks of events, in the process that a sweep starts for them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from zoo.errors import Failure
from zoo.experiments import registry as registries
from zoo.plugin import tracking
from zoo.plugin.containment import contained
from zoo.plugin.events import Done, Event, Failed
from zoo.training import log

NICENESS = 10
"""Runs come first: where cores are scarce, hooks get what is left."""


class Handler:
    """Handles the task `hook`: one hook of one plugin is called with what the task gives.

    Args:
        settings: which plugins to load, as `zoo.experiments.registry.load_as` reads them.
    """

    def __init__(self, settings: Mapping[str, Any]) -> None:
        os.nice(NICENESS)
        self.hooks = {report.provider.plugin: report.hooks for report in registries.load_as(settings).plugins}

    def handle(self, task: Mapping[str, Any], emit: Callable[[Event], None]) -> None:
        """Calls a hook. Whatever it raises, be it SystemExit, becomes an event."""
        try:
            hook = self.hooks[task["plugin"]][task["hook"]]
            given = tracking.arguments(task["given"])
            with contained(f"{task['plugin']} heard of {task['hook']}"):
                hook.function(*[given[name] for name in hook.argnames])
        except BaseException as error:  # noqa: BLE001 - a stranger's code may raise anything
            log.exception()
            emit(Failed(error=Failure.of(error)))
        else:
            emit(Done(result={}))
