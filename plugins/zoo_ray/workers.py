"""Workers at the places of a Ray cluster, as the zoo sees them: tasks go to Ray's driver, and events come back."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import zoo
from zoo_ray.bridge import Bridge

CONNECTING = 60.0
"""Seconds within which Ray has to be there."""

LOSSES = 3
"""A run that has lost so many nodes is failed: it may be what takes them down."""

Task = Mapping[str, Any]


class RayWorkers(zoo.Workers):
    """Workers of a cluster. A task whose node is lost is given to another one, with the checkpoint that came last.

    Args:
        wanted: what the driver is asked for.
        launch: what this is asked for.

    Raises:
        UsageError, ZooError: the cluster is not to be had.
    """

    def __init__(self, wanted: Mapping[str, Any], launch: zoo.LaunchConfig) -> None:
        self.wanted, self.launch = wanted, launch
        self.tasks: dict[int, Task] = {}
        self._number = self._places = 0
        self._room: int | None = None
        self._begun = launch.nodes is None
        self._stopping: set[int] = set()
        self._losses: Counter[int] = Counter()
        self._again: list[int] = []
        self._events: list[zoo.TaskEvent] = []
        self._handed: list[Path] = []
        self.bridge = Bridge(wanted, launch.logs, launch.wake)
        try:
            self._connect()
        except BaseException:
            self.close()
            raise

    @property
    def free(self) -> int:
        return max(0, self._places - len(self.tasks)) if self._begun else 0

    @property
    def jobs(self) -> int | None:
        return self._room

    @property
    def threads(self) -> int | None:
        return int(self.wanted["settings"]["threads"])

    @property
    def lacks(self) -> str | None:
        if self._places:
            return None if self._begun else "nodes to say what they have"
        return (
            f"room on the Ray cluster: each run is to have cores={self.wanted['cores']}, gpus={self.wanted['gpus']:g}"
        )

    def submit(self, task: Task) -> None:
        self._number += 1
        self.tasks[self._number] = task
        self._give(self._number, task)

    def wait(self, timeout: float) -> list[zoo.TaskEvent]:
        for path in self._handed:  # whoever was given them has taken what they hold
            path.unlink(missing_ok=True)
        for number in self._again:  # and the checkpoint that came last is in the run's folder now
            if number in self.tasks:
                self._give(number, _resumed(self.tasks[number]))
        self._again.clear()
        self._read(timeout)
        events, self._events = self._events, []
        self._handed = [path for event in events for path in event.files.values()]
        return events

    def stop(self, task: Task) -> None:
        for number in self._numbers(task):
            self._stopping.add(number)
            self.bridge.send({"do": "stop", "number": number})

    def kill(self, task: Task) -> None:
        for number in self._numbers(task):
            del self.tasks[number]
            self.bridge.send({"do": "kill", "number": number})

    def close(self) -> None:
        self.tasks.clear()
        self.bridge.close()

    def _connect(self) -> None:
        deadline = time.monotonic() + CONNECTING
        while self._room is None:
            if (left := deadline - time.monotonic()) <= 0:
                raise zoo.ZooError(f"Ray was not there within {CONNECTING:g} s.", hint="ray status")
            self._read(left)

    def _numbers(self, task: Task) -> list[int]:
        return [number for number, known in self.tasks.items() if known is task]

    def _give(self, number: int, task: Task) -> None:
        self.bridge.send({"do": "submit", "number": number, "task": dict(task)})

    def _read(self, timeout: float) -> None:
        for message in self.bridge.receive(timeout):
            self._take(message)

    def _take(self, message: Mapping[str, Any]) -> None:
        match message:
            case {"room": count}:
                self._room = count
            case {"places": count}:
                self._places = count
            case {"node": node, "answer": event}:
                self.bridge.send({"do": "judge", "node": node, "fits": self._fits(node, event)})
            case {"node": node, "sent": [done, total]} if self.launch.nodes is not None:
                self.launch.nodes.sending(node, done, total)
            case {"begin": True} if self.launch.nodes is not None:
                self.launch.nodes.begin()
                self._begun = True
            case {"number": number, "lost": node} if number in self.tasks:
                self._lose(number, node)
            case {"number": number, "event": event, "files": files} if number in self.tasks:
                self._happen(number, event, {name: Path(path) for name, path in files.items()})

    def _fits(self, node: str, answer: Any) -> bool:
        event = zoo.TaskEvent(task={}, event=answer).event
        if self.launch.nodes is not None:
            return self.launch.nodes.answer(node, event)
        if event.kind == "failed":
            raise zoo.ZooError(f"{node}: {answer['error']['message']}")
        return True

    def _happen(self, number: int, event: Any, files: Mapping[str, Path]) -> None:
        happened = zoo.TaskEvent(task=self.tasks[number], event=event, files=files)
        self._events.append(happened)
        if happened.event.last:
            del self.tasks[number]

    def _lose(self, number: int, node: str) -> None:
        self._losses[number] += 1
        if number in self._stopping:
            self._happen(number, {"event": "stopped"}, {})
        elif self._losses[number] < LOSSES:
            self._happen(number, {"event": "moved", "reason": f"the node {node} was lost"}, {})
            self._again.append(number)
        else:
            text = f"It lost {LOSSES} nodes, the last of them {node}."
            error = {"message": text, "cause": "It may be what takes them down: its memory, say."}
            self._happen(number, {"event": "failed", "died": True, "error": error}, {})


def _resumed(task: Task) -> Task:
    """Returns a task that goes on from what its folder holds; one of which there is no checkpoint begins anew."""
    kept = "folder" in task and any(Path(task["folder"]).glob("checkpoints/*.ckpt"))
    return {**task, "resume": True} if kept else task
