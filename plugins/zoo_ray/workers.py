"""The command's side of the launcher: tasks go to the process that is Ray's driver, and what comes of them is back."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from importlib.util import find_spec
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

import zoo

CONNECTING = 60.0
"""Seconds within which Ray has to be there."""

ENDING = 15.0
"""Seconds that the driver has to end what is on the cluster."""

Task = Mapping[str, Any]


class RayWorkers(zoo.Workers):
    """Workers at the places of a cluster.

    Args:
        wanted: what the driver is asked for.
        launch: what this is asked for.

    Raises:
        UsageError, ZooError: the cluster is not to be had.
    """

    def __init__(self, wanted: Mapping[str, Any], launch: zoo.LaunchConfig) -> None:
        self.launch = launch
        self.tasks: dict[int, Task] = {}
        self._count = 0
        self._places: int | None = None
        self._handed: list[Path] = []
        self._events: list[zoo.TaskEvent] = []
        self.connection, self.process = _driver(launch.logs)
        try:
            self._send(wanted)
            deadline = time.monotonic() + CONNECTING
            while self._places is None and self._read(deadline - time.monotonic()):
                pass
        except BaseException:
            self.close()
            raise

    @property
    def free(self) -> int:
        return max(0, (self._places or 0) - len(self.tasks))

    def submit(self, task: Task) -> None:
        self._count += 1
        self.tasks[self._count] = task
        self._send({"do": "submit", "task": self._count, "what": dict(task)})

    def wait(self, timeout: float) -> list[zoo.TaskEvent]:
        for path in self._handed:  # whoever was given them has taken what they hold
            path.unlink(missing_ok=True)
        self._handed.clear()
        self._read(timeout)
        events, self._events = self._events, []
        self._handed = [path for event in events for path in event.files.values()]
        return events

    def stop(self, task: Task) -> None:
        for number in self._numbers(task):
            self._send({"do": "stop", "task": number})

    def kill(self, task: Task) -> None:
        for number in self._numbers(task):
            del self.tasks[number]
            self._send({"do": "kill", "task": number})

    def close(self) -> None:
        self.tasks.clear()
        self.connection.close()
        try:
            self.process.wait(ENDING)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _numbers(self, task: Task) -> list[int]:
        return [number for number, known in self.tasks.items() if known is task]

    def _send(self, message: Mapping[str, Any]) -> None:
        with contextlib.suppress(OSError):  # its end is noticed where it is read
            self.connection.send_bytes(json.dumps(message).encode())

    def _read(self, timeout: float) -> bool:
        """Reads what has come, and waits for it at most `timeout` seconds; returns whether a signal left it time.

        Raises:
            ZooError: the driver has ended.
        """
        wake: list[Any] = [self.launch.wake] if self.launch.wake else []
        ready = wait([self.connection, *wake], timeout)
        try:
            while self.connection in ready and self.connection.poll():
                self._take(json.loads(self.connection.recv_bytes()))
        except (EOFError, OSError) as error:
            raise self._gone() from error
        return not set(wake) & set(ready)

    def _take(self, message: dict[str, Any]) -> None:
        match message:
            case {"places": count}:
                self._places = count
            case {"error": [kind, *said]}:
                text, cause, hint = said
                raise getattr(zoo, kind, zoo.ZooError)(text, cause=cause, hint=hint)
            case {"task": number, "event": event, "files": files} if number in self.tasks:
                brought = {name: Path(path) for name, path in files.items()}
                happened = zoo.TaskEvent(task=self.tasks[number], event=event, files=brought)
                self._events.append(happened)
                if happened.event.last:
                    del self.tasks[number]

    def _gone(self) -> zoo.ZooError:
        return zoo.ZooError("The Ray cluster was lost.", hint="ray status")


def _driver(logs: Path) -> tuple[Connection, subprocess.Popen[bytes]]:
    """Starts the driver, in a session of its own: Ctrl-C on a terminal is not for it."""
    ours, theirs = socket.socketpair()
    logs.mkdir(parents=True, exist_ok=True)
    environment = {**zoo.worker_environment(), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with theirs, (logs / f"ray-{os.getpid()}.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - this very Python
            [sys.executable, "-P", "-m", "zoo_ray.driver", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            start_new_session=True,
        )
    return Connection(ours.detach()), process


def start(
    launch: zoo.LaunchConfig, *, address: str | None, jobs: int | None, cores: int | None, gpus: float
) -> RayWorkers:
    """Returns the workers that `zoo_ray.start` is asked for."""
    if find_spec("ray") is None:
        raise zoo.UsageError("Ray is not installed.", hint="pip install 'keras-zoo[ray]'")
    cores = cores or 1
    wanted = {
        "address": address,
        "jobs": jobs or launch.jobs,
        "most": jobs or launch.jobs,
        "cores": cores,
        "gpus": gpus,
        "handler": launch.handler,
        "settings": {**launch.settings, "threads": cores},
    }
    return RayWorkers(wanted, launch)
