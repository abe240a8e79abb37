"""The tasks that have come to a worker: one thread puts them here, another one takes them out."""

from __future__ import annotations

import queue
import threading
from typing import Any


class Tasks:
    """Tasks in the order in which they came.

    The message `{"task": "stop"}` is none of them: it reaches the handler at once, by its method `stop`
    where it has one. It is meant for the tasks that came before it: when they are over, its `go_on` is called.
    """

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._came, self._over, self._to_stop = 0, 0, 0
        self._handler: Any = None

    def serve(self, handler: Any) -> Any:
        """Takes the handler that is to be called, and returns it."""
        with self._lock:
            self._handler = handler
            if self._to_stop > self._over:
                self._call("stop")
        return handler

    def put(self, task: dict[str, Any]) -> None:
        """Takes a message of the parent."""
        with self._lock:
            if task.get("task") != "stop":
                self._came += 1
                self._queue.put(task)
            elif self._came > self._over:
                self._to_stop = self._came
                self._call("stop")

    def get(self) -> dict[str, Any]:
        """Waits for a task, and returns it."""
        return self._queue.get()

    def over(self) -> None:
        """Says that the task that was taken out last is over."""
        with self._lock:
            self._over += 1
            if self._over == self._to_stop:
                self._call("go_on")

    def _call(self, what: str) -> None:
        if hasattr(self._handler, what):
            getattr(self._handler, what)()
