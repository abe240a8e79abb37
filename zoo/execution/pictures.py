"""The pictures of runs, drawn by a process of their own while the next runs train."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from zoo.execution.local.pool import Pool
from zoo.plugin.events import Checked, Done, Failed
from zoo.plugin.launcher import LaunchConfig, Task, TaskEvent, Workers

if TYPE_CHECKING:
    from zoo.plugin.events import Event

PAINTER = "zoo.training.painter:Painter"

SOON = 0.02
"""Seconds of a wait for workers while something is drawn, which takes some tenths of a second."""


class Pictures(Workers):
    """Workers whose runs are over when their pictures are there; a worker is free as soon as it has trained.

    The process that draws starts when the first run is trained, and is this machine's.

    Args:
        workers: of this machine; they draw nothing.
        titles: of the pictures, by the experiment's group.
        logs: the folder for what the process that draws prints.
    """

    def __init__(self, workers: Workers, titles: Mapping[str, str], logs: Path) -> None:
        self.workers = workers
        self._launch = LaunchConfig(handler=PAINTER, settings={"titles": titles}, logs=logs / "pictures")
        self._painters: Pool | None = None
        self._trained: dict[str, TaskEvent] = {}
        self._waiting: deque[Task] = deque()

    @property
    def free(self) -> int:
        return self.workers.free

    @property
    def jobs(self) -> int | None:
        return self.workers.jobs

    @property
    def threads(self) -> int | None:
        return self.workers.threads

    @property
    def lacks(self) -> str | None:
        return self.workers.lacks

    def submit(self, task: Task) -> None:
        self.workers.submit(task)

    def wait(self, timeout: float) -> list[TaskEvent]:
        events = self.workers.wait(min(timeout, SOON) if self._trained else timeout)
        for happened in events:
            if isinstance(happened.event, Done):
                self._draw(happened)
        return [*(happened for happened in events if not isinstance(happened.event, Done)), *self._drawn()]

    def stop(self, task: Task) -> None:
        if task.get("run") not in self._trained:  # else its end is near
            self.workers.stop(task)

    def kill(self, task: Task) -> None:
        if self._trained.pop(task.get("run", ""), None) is None:
            self.workers.kill(task)
        elif self._painters:
            for drawing in [each for each in self._painters.tasks.values() if each["trained"] == task["run"]]:
                self._painters.kill(drawing)

    def close(self) -> None:
        try:
            self.workers.close()
        finally:
            if self._painters:
                self._painters.close()

    def _draw(self, trained: TaskEvent) -> None:
        task = trained.task
        self._trained[task["run"]] = trained
        # Not `run` and `folder`: what is printed here does not belong into the run's log.
        self._waiting.append({"trained": task["run"], "path": task["folder"], "token": task["token"]})

    def _drawn(self) -> list[TaskEvent]:
        """Has the next run drawn, and returns the end of those whose pictures are there."""
        if self._waiting and self._painters is None:
            self._painters = Pool(self._launch)
        ended = []
        for happened in self._painters.wait(0) if self._painters else ():
            if happened.event.last and (trained := self._trained.pop(happened.task["trained"], None)):
                ended.append(_end(trained, happened.event))
        while self._painters and self._painters.free and self._waiting:
            if (drawing := self._waiting.popleft())["trained"] in self._trained:
                self._painters.submit(drawing)
        return ended


def _end(trained: TaskEvent, drawn: Event) -> TaskEvent:
    """Returns how a run has ended: without its pictures it is no result, and goes on from its last checkpoint."""
    error = drawn.refused if isinstance(drawn, Checked) else drawn.error if isinstance(drawn, Failed) else None
    return TaskEvent(task=trained.task, event=Failed(run=trained.task["run"], error=error)) if error else trained
