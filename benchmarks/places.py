"""A cluster that is none: workers in this process, whose runs take simulated time and real events."""

from __future__ import annotations

import heapq
import itertools
import random
import time
from collections.abc import Iterator
from typing import Any

from zoo.plugin.events import Began, Checked, Checkpoint, Done, Epoch, Event, Started
from zoo.plugin.launcher import Task, TaskEvent, Workers

EPOCHS = 10
SECONDS = 600.0
"""What a run takes on average; each takes between half and one and a half times as long."""


class Places(Workers):
    """As many places as asked for. Their clock goes with the real one, and leaps to what happens next where nothing
    else is due: so what the driver is too slow for piles up as it would, and nobody waits.

    Args:
        seconds: of a run, on average.
    """

    def __init__(self, places: int, seconds: float = SECONDS) -> None:
        self.places, self.seconds = places, seconds
        self.now, self.idle = 0.0, 0.0
        self._seen = time.perf_counter()
        self._due: list[tuple[float, int, Task, Event]] = []
        self._numbers, self._random = itertools.count(), random.Random(0)
        self._busy: dict[int, float] = {}
        self._since: dict[int, float] = {}

    @property
    def free(self) -> int:
        return self.places - len(self._busy)

    def submit(self, task: Task) -> None:
        self._tick()
        took = self.seconds * self._random.uniform(0.5, 1.5) if task["task"] == "run" else 0.1
        self._busy[id(task)] = self.now + took
        for share, event in _checked() if task["task"] == "check" else _trained(task["run"], took):
            heapq.heappush(self._due, (self.now + share * took, next(self._numbers), task, event))

    def wait(self, timeout: float) -> list[TaskEvent]:
        self._tick()
        if self._due and self._due[0][0] > self.now:
            self.now = min(self._due[0][0], self.now + timeout)
        happened = []
        while self._due and self._due[0][0] <= self.now:
            _, _, task, event = heapq.heappop(self._due)
            if id(task) in self._busy:
                happened.append(TaskEvent(task=task, event=event))
                if event.last:
                    self.idle += self.now - self._busy.pop(id(task))  # until somebody asked
        return happened

    def stop(self, task: Task) -> None:
        self.kill(task)

    def kill(self, task: Task) -> None:
        self._busy.pop(id(task), None)

    def close(self) -> None:
        self._busy.clear()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.now, self._seen = self.now + now - self._seen, now


def _checked() -> Iterator[tuple[float, Event]]:
    yield 1.0, Checked(facts={"data": "none", "parameters": 7})


def _trained(run: str, seconds: float) -> Iterator[tuple[float, Event]]:
    """Yields the events of a run, each with the part of it that is over by then."""
    yield 0.0, Began(run=run)
    yield 0.01, Started(run=run, epochs=EPOCHS, steps_per_epoch=100, provenance={"code_hash": "0" * 16})
    for epoch in range(EPOCHS):
        told: dict[str, Any] = {"loss": 0.5, "accuracy": 0.8, "val_accuracy": 0.7, "images_per_second": 1000.0}
        yield (epoch + 1) / (EPOCHS + 1), Epoch(run=run, epoch=epoch, seconds=seconds / EPOCHS, **told)
        yield (epoch + 1) / (EPOCHS + 1), Checkpoint(run=run, epoch=epoch + 1, step=0)
    result = {"test_accuracy": 0.5, "test_images": 100, "epochs": EPOCHS, "train_seconds": seconds, "parameters": 7}
    yield 1.0, Done(run=run, result=result)
