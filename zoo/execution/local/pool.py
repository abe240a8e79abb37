"""The pool of this machine: supervised workers that tasks are given to, and what comes of each, deaths included."""

from __future__ import annotations

import os
from collections.abc import Mapping
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from zoo.execution.local.worker_process import WorkerProcess
from zoo.execution.signals import Interrupted
from zoo.plugin.launcher import LAST, Event, LaunchConfig, Task, TaskEvent, Workers

__all__ = ["Interrupted", "Pool"]

HEARTBEAT = 1.0
"""Seconds after which a silent worker is asked whether it lives: a process that it forked may hold its sentinel."""

TASKS_PER_WORKER = 128
"""After how many tasks a worker is replaced, whatever its memory: with TensorFlow a new one takes seconds."""


class Pool(Workers):
    """A fixed number of slots, each with a worker that stays warm from task to task.

    All of them start at once, before there is a task: importing TensorFlow takes them seconds. A worker that dies takes
    only its task with it; one that dies while idle is replaced when the next task comes. So is one that has done
    `TASKS_PER_WORKER`, that has grown, or that works with another number of threads than the task.

    Args:
        launch: what is asked for. The logs are kept where a worker was lost.
    """

    def __init__(self, launch: LaunchConfig) -> None:
        self.launch = launch
        self.slots: list[WorkerProcess | None] = [None] * launch.jobs
        self.tasks: dict[int, Task] = {}
        self.lost = False
        self._logs = [launch.logs / f"worker-{os.getpid()}-{place + 1}.log" for place in range(launch.jobs)]
        for place in range(launch.jobs):
            self._start(place, launch.settings)

    @property
    def free(self) -> int:
        return len(self.slots) - len(self.tasks)

    def submit(self, task: Task) -> None:
        settings = {**self.launch.settings, **({"threads": task["threads"]} if "threads" in task else {})}
        place = self._place(settings.get("threads"))
        self.tasks[place] = task
        slot = self.slots[place]
        if slot is None or not self._fit(slot, settings.get("threads")):
            self._clear(place)
            slot = self._start(place, settings)
        slot.send(task)

    def wait(self, timeout: float) -> list[TaskEvent]:
        busy = {place: self._slot(place) for place in self.tasks}
        watched: list[Any] = [waitable for slot in busy.values() for waitable in slot.waitables]
        wake = [self.launch.wake] if self.launch.wake else []
        ready = wait(watched + wake, timeout=min(timeout, HEARTBEAT))
        places = [place for place, slot in busy.items() if not ready or not set(slot.waitables).isdisjoint(ready)]
        return [TaskEvent(task=task, event=event) for place in places for task, event in self._collect(place)]

    def stop(self, task: Task) -> None:
        for place in self._places(task):
            self._slot(place).stop()

    def kill(self, task: Task) -> None:
        for place in self._places(task):
            self.lost = True
            self._clear(place)
            del self.tasks[place]

    def close(self) -> None:
        for place in range(len(self.slots)):
            self._clear(place)
        self.tasks.clear()
        if not self.lost:  # nobody will ask for these logs
            for slot_log in self._logs:
                slot_log.unlink(missing_ok=True)

    def _start(self, place: int, settings: Mapping[str, Any]) -> WorkerProcess:
        slot = self.slots[place] = WorkerProcess(self.launch.handler, settings, self._logs[place])
        return slot

    def _places(self, task: Task) -> list[int]:
        return [place for place, known in self.tasks.items() if known is task]

    def _place(self, threads: int | None) -> int:
        """Returns a free place: with a worker that fits, else an empty one, else that of the newest worker."""

        def cost(place: int) -> int:
            slot = self.slots[place]
            return 1 if slot is None else 0 if self._fit(slot, threads) else 2 + slot.tasks

        return min((place for place in range(len(self.slots)) if place not in self.tasks), key=cost)

    def _fit(self, slot: WorkerProcess, threads: int | None) -> bool:
        return slot.alive and slot.threads == threads and slot.tasks < TASKS_PER_WORKER

    def _collect(self, place: int) -> list[tuple[Task, Event]]:
        slot, task = self._slot(place), self.tasks[place]
        collected = []
        for event in slot.receive():
            collected.append((task, event))
            if event.get("worker_ended"):
                self.lost = True
                self._clear(place)
            if event["event"] in LAST:
                del self.tasks[place]
                if not slot.dead and slot.grown():
                    self._clear(place)
                return collected
        if slot.dead:
            folder = Path(task["folder"]) if "folder" in task else None
            error = slot.cause_of_death(folder)
            self.lost = True
            self._clear(place)
            del self.tasks[place]
            collected.append((task, {"event": "failed", "run": task.get("run"), "error": error, "died": True}))
        return collected

    def _slot(self, place: int) -> WorkerProcess:
        slot = self.slots[place]
        if slot is None:
            raise RuntimeError(f"There is no worker in slot {place}.")
        return slot

    def _clear(self, place: int) -> None:
        slot = self.slots[place]
        if slot is not None:
            slot.kill()
            self.slots[place] = None
