"""The places on the cluster: made as nodes have room for them, served, and made anew where they are lost."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping
from typing import Any

import zoo
from zoo_ray import actors, cluster
from zoo_ray.judging import Judging
from zoo_ray.tasks import Tasks

LOOK = 2.0
"""Seconds between two looks at the nodes, and before a place that was lost is made anew."""

SETTLING = 20.0
"""Seconds after the first answer of a node after which those without a place yet count as nodes that come later."""

CLOSING = 5.0
"""Seconds that places have to end their workers and to remove what they wrote."""


class Places:
    """As many places as nodes have room for, and at most those that are wanted; a coroutine serves each.

    Args:
        wanted: what the launcher is asked for.
        tasks: what is to be done.
        send: takes messages to the command: for how many places there is `room`, how many `places` there are on nodes
            that take part, and `begin` once all nodes that were there have answered.
    """

    def __init__(self, wanted: Mapping[str, Any], tasks: Tasks, send: Callable[[Mapping[str, Any]], None]) -> None:
        self.wanted, self.tasks, self.send = wanted, tasks, send
        self.judging = Judging(wanted["question"], wanted["parcels"], send)
        self.ready: set[Any] = set()
        self.starting: dict[Any, asyncio.Task[None]] = {}
        self._count = 0
        self._unsettled: int | None = None  # how many of the first coroutines have no place on a node that answered
        self._begun, self._told = False, -1
        self._lost = False

    async def keep(self) -> None:
        """Has as many places as there is room for, now and where nodes come and go, until it is cancelled.

        Raises:
            ExceptionGroup: of one `ZooError` where the cluster is lost.
        """
        async with asyncio.TaskGroup() as group:
            while True:
                found = await self._nodes()
                self.judging.names = cluster.names(found)
                room = sum(self._room(node) for key, node in found.items() if key not in self.judging.avoided)
                self._adapt(group, room)
                self._settle()
                await asyncio.sleep(LOOK)

    async def close(self) -> None:
        """Ends what is in work, and the workers; after that, Ray may end the actors."""
        closing = [actor.close.remote() for actor in self.ready]
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.gather(*closing, return_exceptions=True), CLOSING)

    async def _nodes(self) -> dict[str, Mapping[str, Any]]:
        try:
            return await cluster.nodes()
        except zoo.ZooError:
            self._lost = True
            raise

    def _room(self, node: Mapping[str, Any]) -> int:
        return cluster.room(node, self.wanted["cores"], self.wanted["gpus"])

    def _adapt(self, group: asyncio.TaskGroup, room: int) -> None:
        """Has as many coroutines as there may be places. Where the user says how many, those without room are asked
        for all the same: Ray may have a cluster grow for them."""
        count = self.wanted["jobs"] or min(self.wanted["most"], room)
        if count != self._told:
            self._told = count
            self.send({"room": count})
        for surplus in list(self.starting.values())[: max(0, self._count - count)]:
            surplus.cancel()
        while self._count < count:
            self._count += 1
            group.create_task(self._serve())
        if self._unsettled is None:
            self._unsettled = self._count

    async def _serve(self) -> None:
        """Makes a place, and has it do tasks; where it is lost, another one."""
        from ray.exceptions import RayError

        first = True
        try:
            while True:
                with contextlib.suppress(RayError):
                    await self._served(first)
                first = False
                await asyncio.sleep(LOOK)
        finally:
            self._count -= 1

    async def _served(self, first: bool) -> None:
        import ray

        actor = actors.make(self.wanted, self.judging.avoided)
        try:
            node, error = await self._start(actor)
            fits = await self.judging.fits(node, actor, error)
            if first:
                self._unsettled = (self._unsettled or 0) - 1
                self._settle()
            if fits:
                await self._use(actor, self.judging.name(node))
        finally:
            if not self._lost:  # it would wait for the cluster
                ray.kill(actor)

    async def _start(self, actor: Any) -> tuple[str, str | None]:
        own = asyncio.current_task()
        if own is not None:
            self.starting[actor] = own
        try:
            return await actor.where.remote()
        finally:
            del self.starting[actor]

    async def _use(self, actor: Any, node: str) -> None:
        self.ready.add(actor)
        self.send({"places": len(self.ready)})
        try:
            await self.tasks.do(actor, node)
        finally:
            self.ready.discard(actor)
            self.send({"places": len(self.ready)})

    def _settle(self) -> None:
        """Says once that all nodes have answered that were there."""
        since = self.judging.since
        if self._begun or since is None or self._unsettled is None:
            return
        if self._unsettled <= 0 or (not self.judging.asking and time.monotonic() - since > SETTLING):
            self._begun = True
            self.send({"begin": True})
