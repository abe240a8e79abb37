"""The pool of this machine: supervised workers that tasks are given to, and what comes of each, deaths included."""

from __future__ import annotations

import os
from collections.abc import Mapping
from multiprocessing.connection import wait
from typing import Any

from zoo.execution.local.worker_process import WorkerProcess
from zoo.execution.signals import Interrupted
from zoo.plugin.events import Outdated
from zoo.plugin.launcher import LaunchConfig, Task, TaskEvent, Workers

__all__ = ["Interrupted", "Pool"]

HEARTBEAT = 1.0
"""Seconds after which a silent worker is asked whether it lives: a process that it forked may hold its sentinel."""

TASKS_PER_WORKER = 128
"""After how many tasks a worker is replaced, whatever its memory: with TensorFlow a new one takes seconds."""


class Pool(Workers):
    """A fixed number of places, each with a worker that stays warm from task to task.

    All of them start at once, before there is a task: importing TensorFlow takes them seconds. A worker that dies takes
    only its task with it; one that dies while idle is replaced when the next task comes. So is one that has done
    `TASKS_PER_WORKER`, that has grown, that a run has changed for good, or that works with another number of threads
    than the task. A task whose code was edited since its worker loaded it goes to a new one.

    Args:
        launch: what is asked for. The logs are kept where a worker was lost.
    """

    def __init__(self, launch: LaunchConfig) -> None:
        self.launch = launch
        self.workers: list[WorkerProcess | None] = [None] * launch.jobs
        self.tasks: dict[int, Task] = {}
        self.lost = False
        self._logs = [launch.logs / f"worker-{os.getpid()}-{place + 1}.log" for place in range(launch.jobs)]
        for place in range(launch.jobs):
            self._start(place, launch.settings)

    @property
    def free(self) -> int:
        return len(self.workers) - len(self.tasks)

    def submit(self, task: Task) -> None:
        settings = {**self.launch.settings, **({"threads": task["threads"]} if "threads" in task else {})}
        place = self._place(settings.get("threads"))
        self.tasks[place] = task
        worker = self.workers[place]
        if worker is None or not self._fit(worker, settings.get("threads")):
            self._clear(place)
            worker = self._start(place, settings)
        worker.send(task)

    def wait(self, timeout: float) -> list[TaskEvent]:
        busy = {place: self._worker(place) for place in self.tasks}
        watched: list[Any] = [waitable for worker in busy.values() for waitable in worker.waitables]
        wake = [self.launch.wake] if self.launch.wake else []
        ready = wait(watched + wake, timeout=min(timeout, HEARTBEAT))
        places = [place for place, worker in busy.items() if not ready or not set(worker.waitables).isdisjoint(ready)]
        return [event for place in places for event in self._collect(place)]

    def stop(self, task: Task) -> None:
        for place in self._places(task):
            self._worker(place).stop()

    def kill(self, task: Task) -> None:
        for place in self._places(task):
            self.lost = True
            self._clear(place)
            del self.tasks[place]

    def close(self) -> None:
        for place in range(len(self.workers)):
            self._clear(place)
        self.tasks.clear()
        if not self.lost:  # nobody will ask for these logs
            for log in self._logs:
                log.unlink(missing_ok=True)

    def _start(self, place: int, settings: Mapping[str, Any]) -> WorkerProcess:
        worker = self.workers[place] = WorkerProcess(self.launch.handler, settings, self._logs[place])
        return worker

    def _places(self, task: Task) -> list[int]:
        return [place for place, known in self.tasks.items() if known is task]

    def _place(self, threads: int | None) -> int:
        """Returns a free place: with a worker that fits, else an empty one, else that of the newest worker."""

        def cost(place: int) -> int:
            worker = self.workers[place]
            return 1 if worker is None else 0 if self._fit(worker, threads) else 2 + worker.tasks

        return min((place for place in range(len(self.workers)) if place not in self.tasks), key=cost)

    def _fit(self, worker: WorkerProcess, threads: int | None) -> bool:
        return worker.alive and worker.threads == threads and worker.tasks < TASKS_PER_WORKER

    def _collect(self, place: int) -> list[TaskEvent]:
        worker, task = self._worker(place), self.tasks[place]
        collected: list[TaskEvent] = []
        for event in worker.receive():
            if isinstance(event, Outdated):
                self._clear(place)
                self._start(place, worker.settings).send({**task, "again": True})
                return collected
            collected.append(TaskEvent(task=task, event=event))
            if event.last:
                del self.tasks[place]
                if not worker.dead and (event.spent or worker.grown()):
                    self._clear(place)
                return collected
        if worker.dead:
            collected.append(TaskEvent(task=task, event=worker.failed(task)))
            self.lost = True
            self._clear(place)
            del self.tasks[place]
        return collected

    def _worker(self, place: int) -> WorkerProcess:
        worker = self.workers[place]
        if worker is None:
            raise RuntimeError(f"There is no worker in place {place}.")
        return worker

    def _clear(self, place: int) -> None:
        worker = self.workers[place]
        if worker is not None:
            worker.kill()
            self.workers[place] = None
