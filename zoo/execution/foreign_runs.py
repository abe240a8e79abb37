"""Experiments that another process is training: waited for at last, and taken over where it died."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from zoo.execution.events import Listener, Waiting
from zoo.execution.plan import epochs_done
from zoo.store import INTERRUPTED, RUNNING

if TYPE_CHECKING:
    from zoo.execution.plan import Item
    from zoo.store import RunRecord, Store

POLL = 2.0
"""Seconds between two looks at what other processes do."""


class ForeignRuns:
    """What this process has left to others.

    Args:
        emit: takes the event `Waiting`.
    """

    def __init__(self, store: Store, emit: Listener) -> None:
        self._store, self._emit = store, emit
        self._items: dict[str, Item] = {}
        self._looked, self._waited_for = 0.0, frozenset[str]()

    def __bool__(self) -> bool:
        return bool(self._items)

    def leave(self, item: Item, run: RunRecord) -> None:
        """Leaves an experiment to the process that has this run in work."""
        self._items[run.name] = item

    def clear(self) -> None:
        """Waits for nothing any more."""
        self._items.clear()

    def ended(self, *, idle: bool) -> list[tuple[Item, RunRecord | None]]:
        """Returns what ended since the last look, with its run; without one where it is to be trained here.

        It looks every `POLL` seconds, and returns nothing in between.

        Args:
            idle: whether there is nothing to do but to wait, which is said then.
        """
        if not self._items or time.monotonic() - self._looked < POLL:
            return []
        self._looked = time.monotonic()
        runs = {run.name: run for run in self._store.runs(names=list(self._items))}
        over = [name for name in self._items if name not in runs or runs[name].status != RUNNING]
        found = [_as_found(self._items.pop(name), runs.get(name)) for name in over]
        if idle and self._items and self._waited_for != (names := frozenset(self._items)):
            self._waited_for = names
            self._emit(Waiting(runs=sorted(names)))
        return found


def _as_found(item: Item, run: RunRecord | None) -> tuple[Item, RunRecord | None]:
    """Returns the experiment with the run that ended; one that was cut off goes on here, where its checkpoint is."""
    if run is not None and run.status != INTERRUPTED:
        return item, run
    done = epochs_done(run) if run else None
    latest = (run.name, run.token) if run else None
    return replace(item, unfinished=run if done is not None else None, epochs_done=done, latest=latest), None
