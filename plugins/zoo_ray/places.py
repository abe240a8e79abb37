"""The places on the cluster: made as nodes have room for them, given tasks, and made anew where they are lost."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from zoo_ray import cluster
from zoo_ray.carrying import Arrivals, pieces
from zoo_ray.place import Place

LOOK = 2.0
"""Seconds between two looks at the nodes."""

AT_ONCE = 4
"""How many messages of a place may be on their way: with pieces of files, 32 MB."""

CLOSING = 5.0
"""Seconds that places have to end their workers and to remove what they wrote."""

Send = Callable[[Mapping[str, Any]], None]


class Places:
    """As many places as there is room for, at most those that are wanted; each has a coroutine that serves it.

    Args:
        wanted: what the launcher was asked for.
        folder: for files that arrive.
        send: takes messages to the command: `{"places": how many}`, and those of tasks.
    """

    def __init__(self, wanted: Mapping[str, Any], folder: Path, send: Send) -> None:
        self.wanted, self.folder, self.send = wanted, folder, send
        self.tasks: asyncio.Queue[tuple[int, Mapping[str, Any]]] = asyncio.Queue()
        self.busy: dict[int, Any] = {}  # the actor of each task in work
        self.killed: set[int] = set()
        self.ready: set[Any] = set()
        self.starting: set[Any] = set()
        self._serving: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Places:
        self._watching = asyncio.create_task(self._watch())
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._end()
        for each in [self._watching, *self._serving]:
            each.cancel()
        await asyncio.gather(self._watching, *self._serving, return_exceptions=True)

    def submit(self, task: int, what: Mapping[str, Any]) -> None:
        """Gives a task to the next place that is free."""
        self.tasks.put_nowait((task, what))

    def stop(self, task: int) -> None:
        """Asks a task for a checkpoint and an end."""
        if task in self.busy:
            self.busy[task].stop.remote(task)

    def kill(self, task: int) -> None:
        """Ends a task."""
        self.killed.add(task)
        if task in self.busy:
            self.busy[task].kill.remote(task)

    async def _watch(self) -> None:
        most = min(self.wanted["most"], self.wanted["jobs"] or self.wanted["most"])
        while True:
            room = await asyncio.to_thread(cluster.fitting, self.wanted["cores"], self.wanted["gpus"])
            count = most if self.wanted["jobs"] else min(most, room)
            while len(self._serving) < count:
                self._serving.append(asyncio.create_task(self._serve()))
            await asyncio.sleep(LOOK)

    async def _serve(self) -> None:
        """Makes a place, and gives it tasks; where it is lost, another one."""
        import ray

        while True:
            actor = self._make()
            self.starting.add(actor)
            try:
                where = await actor.where.remote()
            except ray.exceptions.RayActorError:
                await asyncio.sleep(LOOK)
                continue
            finally:
                self.starting.discard(actor)
            self.ready.add(actor)
            self._count()
            while await self._do(actor, where):
                pass
            self.ready.discard(actor)
            self._count()

    def _count(self) -> None:
        self.send({"places": len(self.ready)})

    def _make(self) -> Any:
        import ray

        cores, gpus = self.wanted["cores"], self.wanted["gpus"]
        options = {"num_cpus": cores, "num_gpus": gpus, "max_restarts": 0, "max_concurrency": 4}
        made = ray.remote(Place).options(**options)
        return made.remote(self.wanted["handler"], self.wanted["settings"], gpus=bool(gpus))

    async def _do(self, actor: Any, where: str) -> bool:
        """Gives a place its next task; returns whether the place is there afterwards."""
        import ray

        task, what = await self.tasks.get()
        if task in self.killed:
            return True
        self.busy[task] = actor
        try:
            await self._follow(actor, task, what)
        except ray.exceptions.RayActorError:
            if task not in self.killed:
                self.send({"task": task, "lost": where})
            return False
        finally:
            del self.busy[task]
        return True

    async def _follow(self, actor: Any, task: int, what: Mapping[str, Any]) -> None:
        """Passes on what comes of a task."""
        arrivals = Arrivals(self.folder / str(task))
        arrivals.folder.mkdir(exist_ok=True)
        options = {"num_returns": "streaming", "_generator_backpressure_num_objects": AT_ONCE}
        async for reference in actor.do.options(**options).remote(task, what, self._brought(what)):
            message = await reference
            if isinstance(message, dict):
                files = {name: str(path) for name, path in arrivals.take().items()}
                self.send({"task": task, "event": message, "files": files})
            else:
                arrivals.add(message)

    def _brought(self, task: Mapping[str, Any]) -> list[Any]:
        """Returns references to the pieces of what a task goes on from."""
        import ray

        if not task.get("resume"):
            return []
        folder = Path(task["folder"])
        names = [str(path.relative_to(folder)) for path in folder.rglob("[!.]*") if path.is_file()]
        return [ray.put(piece) for name in names for piece in pieces(folder, name)]

    async def _end(self) -> None:
        import ray

        numbers = {actor: number for number, actor in self.busy.items()}
        closing = [actor.close.remote(numbers.get(actor)) for actor in self.ready]
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.gather(*closing, return_exceptions=True), CLOSING)
        for actor in self.ready | self.starting:
            ray.kill(actor)
