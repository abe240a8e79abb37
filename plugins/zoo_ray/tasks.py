"""The tasks of a sweep on their way: given to places, followed, and what comes of them passed on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from zoo_ray.carrying import Arrivals, NewFiles, pieces
from zoo_ray.place import KILL, STOP

AT_ONCE = 4
"""How many messages of a place may be on their way: with pieces of files, 32 MB."""

Task = Mapping[str, Any]


class Tasks:
    """Tasks by their numbers: those that wait for a place, and those in work.

    Args:
        folder: for files that arrive.
        send: takes messages to the command.
    """

    def __init__(self, folder: Path, send: Callable[[Mapping[str, Any]], None]) -> None:
        self.folder, self.send = folder, send
        self._waiting: asyncio.Queue[tuple[int, Task]] = asyncio.Queue()
        self._busy: dict[int, Any] = {}  # the actor of each
        self._dropped: set[int] = set()  # of which nothing is wanted any more

    def submit(self, number: int, task: Task) -> None:
        """Has the next place that is free do a task."""
        self._waiting.put_nowait((number, task))

    def stop(self, number: int) -> None:
        """Asks a task for a checkpoint and an end; one that waits for a place has nothing to keep."""
        if number in self._busy:
            self._busy[number].ask.remote(number, STOP)
        else:
            self._dropped.add(number)
            self._say(number, {"event": "stopped"})

    def kill(self, number: int) -> None:
        """Ends a task."""
        self._dropped.add(number)
        if number in self._busy:
            self._busy[number].ask.remote(number, KILL)

    async def do(self, actor: Any, node: str) -> None:
        """Has a place do one task after the other, until it is lost.

        Args:
            node: what people call the one that it is on.
        """
        while await self._done(actor, node, *await self._waiting.get()):
            pass

    async def _done(self, actor: Any, node: str, number: int, task: Task) -> bool:
        """Has a place do a task; returns whether the place is there afterwards."""
        from ray.exceptions import RayError, RayTaskError

        if number in self._dropped:
            return True
        self._busy[number] = actor
        try:
            await self._follow(actor, number, task)
        except RayTaskError as error:  # it lives, and could not do that: a full disk
            said = f"{type(error.cause).__name__}: {error.cause}"
            self._say(number, {"event": "failed", "error": {"message": f"The node {node} failed: {said}."}})
        except RayError:
            if number not in self._dropped:
                self.send({"number": number, "lost": node})
            return False
        finally:
            del self._busy[number]
        return True

    async def _follow(self, actor: Any, number: int, task: Task) -> None:
        """Passes on what comes of a task at a place."""
        arrivals = Arrivals(self.folder / str(number))
        options = {"num_returns": "streaming", "_generator_backpressure_num_objects": AT_ONCE}
        async for reference in actor.do.options(**options).remote(number, task, _put(task)):
            message = await reference
            if isinstance(message, dict):
                self._say(number, message, {name: str(path) for name, path in arrivals.take().items()})
            else:
                arrivals.add(message)

    def _say(self, number: int, event: Mapping[str, Any], files: Mapping[str, str] | None = None) -> None:
        self.send({"number": number, "event": event, "files": files or {}})


def _put(task: Task) -> list[Any]:
    """Returns references to the pieces of what a task goes on from, which are in Ray's object store."""
    import ray

    if not task.get("resume"):
        return []
    folder = Path(task["folder"])
    return [ray.put(piece) for name in NewFiles(folder).look() for piece in pieces(folder, name)]
