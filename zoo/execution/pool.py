"""Gives tasks to supervised workers and tells what comes of each, deaths included."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from multiprocessing.connection import wait
from pathlib import Path
from types import TracebackType
from typing import Any

from zoo.errors import ZooError
from zoo.execution.slot import Slot
from zoo.execution.stop import Stop

Task = Mapping[str, Any]
Event = dict[str, Any]

LAST = ("checked", "done", "failed", "diverged", "stopped")
"""The events after which a task is over."""

HEARTBEAT = 1.0
"""Seconds after which a silent worker is asked whether it lives: a process that it forked may hold its sentinel."""


TASKS_PER_WORKER = 32
"""After how many tasks a worker is replaced: TensorFlow never gives back some megabytes of each network it traced."""


class Interrupted(ZooError):
    """Ctrl-C or SIGTERM. What was recorded stays."""

    def __init__(self, signal: int, message: str = "nothing was trained yet.", *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.signal, self.exit_status = signal, 128 + signal

    def render(self) -> str:
        return super().render().replace("Error:", "Interrupted:", 1)


class Pool:
    """A fixed number of slots, each with a worker that stays warm from task to task.

    A worker that dies takes only its task with it; one that dies while idle is replaced when the next task comes, and
    so is one that has done `TASKS_PER_WORKER`.

    Args:
        handler: `module:Class`, as `zoo.execution.child.main` takes it.
        settings: what the handler is made with.
        logs: the folder for what workers print outside runs; kept where a worker was lost.
        jobs: the number of slots.
        stop: what ends the waiting, or None.
    """

    def __init__(
        self, handler: str, settings: Mapping[str, Any], *, logs: Path, jobs: int = 1, stop: Stop | None = None
    ) -> None:
        self.handler, self.settings, self.stop = handler, settings, stop
        self.slots: list[Slot | None] = [None] * jobs
        self.tasks: dict[int, Task] = {}
        self.lost = False
        self._logs = [logs / f"worker-{os.getpid()}-{place + 1}.log" for place in range(jobs)]

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        if not self.lost:  # nobody will ask for these logs
            for slot_log in self._logs:
                slot_log.unlink(missing_ok=True)

    def kill(self) -> None:
        """Ends all workers at once."""
        for place in range(len(self.slots)):
            self._clear(place)

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Event]]:
        """Yields each task with each of its events; the last is one of `LAST`. A task is taken from the iterable at the
        moment when a worker is free for it.

        Raises:
            Interrupted: a signal came; the tasks in work are still in `self.tasks`.
        """
        waiting = iter(tasks)
        for place in range(len(self.slots)):
            self._feed(place, waiting)
        while self.tasks:
            for place in self._ready():
                yield from self._collect(place)
                if place not in self.tasks:
                    self._feed(place, waiting)

    def _feed(self, place: int, waiting: Iterator[Task]) -> None:
        task = next(waiting, None)
        if task is None:
            return
        self.tasks[place] = task
        slot = self.slots[place]
        if slot is None or not slot.alive or slot.tasks == TASKS_PER_WORKER:
            self._clear(place)
            slot = self.slots[place] = Slot(self.handler, self.settings, self._logs[place])
        slot.send(task)

    def _ready(self) -> list[int]:
        """Waits until a worker says something or dies, and returns the places to look at."""
        busy = {place: self._slot(place) for place in self.tasks}
        watched: list[Any] = [waitable for slot in busy.values() for waitable in slot.waitables]
        ready = wait(watched + ([self.stop] if self.stop else []), timeout=HEARTBEAT)
        if self.stop and self.stop.signal is not None:
            raise Interrupted(self.stop.signal)
        return [place for place, slot in busy.items() if not ready or not set(slot.waitables).isdisjoint(ready)]

    def _collect(self, place: int) -> Iterator[tuple[Task, Event]]:
        slot, task = self._slot(place), self.tasks[place]
        for event in slot.receive():
            over = event["event"] in LAST
            if over:
                del self.tasks[place]
            if event.get("worker_ended"):
                self.lost = True
                self._clear(place)
            yield task, event
            if over:
                return
        if slot.dead:
            folder = Path(task["folder"]) if "folder" in task else None
            error = slot.cause_of_death(folder)
            self.lost = True
            self._clear(place)
            del self.tasks[place]
            yield task, {"event": "failed", "run": task.get("run"), "error": error, "died": True}

    def _slot(self, place: int) -> Slot:
        slot = self.slots[place]
        if slot is None:
            raise RuntimeError(f"There is no worker in slot {place}.")
        return slot

    def _clear(self, place: int) -> None:
        slot = self.slots[place]
        if slot is not None:
            slot.kill()
            self.slots[place] = None
