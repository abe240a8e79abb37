"""Data on their way to a node: the pieces of parcels go through Ray's object store, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import zoo


async def deliver(parcels: Sequence[zoo.Parcel], actor: Any, tell: Callable[[int, int], None]) -> None:
    """Brings a node the data that it has not; raises `RayError` where the node is lost or cannot keep them.

    Args:
        actor: a place on the node.
        tell: is told how many bytes are there, of how many.
    """
    done, total = 0, sum(parcel.size for parcel in parcels)
    for parcel in parcels:
        if not await actor.expect.remote(parcel.folder, parcel.manifest):
            total -= parcel.size
            continue
        for file, piece in parcel.pieces():
            await actor.receive.remote(file, piece)
            done += len(piece)
            tell(done, total)
        await actor.complete.remote()
