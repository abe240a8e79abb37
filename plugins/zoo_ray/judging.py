"""Which nodes take part: the first place on each asks it what it has, and the command judges the answer."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import zoo
from zoo_ray.delivering import deliver

Send = Callable[[Mapping[str, Any]], None]


class Judging:
    """What is known of nodes, by their ids.

    Args:
        question: the task that a node is asked first; None where each takes part that can have a place.
        parcels: folder and manifest of each `zoo.Parcel` that is brought to a node before.
        send: takes messages to the command: `{"node": its name, "answer": the last event}`.
    """

    def __init__(self, question: Mapping[str, Any] | None, parcels: Iterable[Sequence[str]], send: Send) -> None:
        self.question, self.send = question, send
        self.parcels = [zoo.Parcel(folder=folder, manifest=manifest) for folder, manifest in parcels]
        self.names: Mapping[str, str] = {}
        self.verdicts: dict[str, bool] = {}
        self.asking = 0
        self.since: float | None = None  # when the first node had answered
        self._one: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._expected: dict[str, asyncio.Future[bool]] = {}

    @property
    def avoided(self) -> set[str]:
        """The nodes that take no part."""
        return {node for node, fits in self.verdicts.items() if not fits}

    def name(self, node: str) -> str:
        """Returns what people call a node."""
        return self.names.get(node, node[:6])

    async def fits(self, node: str, actor: Any, error: str | None) -> bool:
        """Whether a node takes part. It is asked once, whichever of its places comes first; raises where that is lost.

        Args:
            actor: a place there.
            error: why there can be none.
        """
        async with self._one[node]:
            if node not in self.verdicts:
                self.asking += 1
                try:
                    self.verdicts[node] = await self._judged(node, await self._answer(node, actor, error))
                finally:
                    self.asking -= 1
                self.since = self.since or time.monotonic()
            return self.verdicts[node]

    def judge(self, node: str, fits: bool) -> None:
        """Takes what the command says of a node's answer."""
        if node in self._expected:
            self._expected[node].set_result(fits)

    async def _answer(self, node: str, actor: Any, error: str | None) -> Mapping[str, Any]:
        from ray.exceptions import RayTaskError

        if error is not None:
            return {"event": "failed", "error": {"message": f"The zoo's worker cannot be there: {error}."}}
        try:
            await deliver(self.parcels, actor, lambda *sent: self.send({"node": self.name(node), "sent": sent}))
        except RayTaskError as refused:  # a full disk, say
            return {"event": "failed", "error": {"message": f"Data cannot be brought there: {refused.cause}"}}
        answer: Mapping[str, Any] = {"event": "checked", "facts": {}}
        if self.question is not None:
            async for reference in actor.do.options(num_returns="streaming").remote(0, self.question, []):
                answer = await reference
        return answer

    async def _judged(self, node: str, answer: Mapping[str, Any]) -> bool:
        name = self.name(node)
        self._expected[name] = asyncio.get_running_loop().create_future()
        self.send({"node": name, "answer": answer})
        try:
            return await self._expected[name]
        finally:
            del self._expected[name]
