"""Tasks done one after the other by whichever worker is free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zoo.execution.signals import SignalWatcher
from zoo.plugin.launcher import LAST, Event, Task, Workers

PATIENCE = 1.0
"""Seconds of one wait; a signal ends it earlier."""


def work(workers: Workers, tasks: Iterable[Task], stop: SignalWatcher | None = None) -> Iterator[tuple[Task, Event]]:
    """Yields each task with each of its events; the last is one of `LAST`. A task is taken from the iterable at the
    moment when a worker is free for it.

    Raises:
        Interrupted: a signal came.
    """
    waiting, running = iter(tasks), 0
    while True:
        while workers.free and (task := next(waiting, None)) is not None:
            workers.submit(task)
            running += 1
        if not running:
            return
        for happened in workers.wait(PATIENCE):
            running -= happened.event["event"] in LAST
            yield happened.task, happened.event
        if stop is not None:
            stop.check()
