"""The calls of hooks that wait: a queue that takes whatever comes at once, and is bounded all the same."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zoo.plugin.collecting import EPOCH_FINISHED

MOST_EPOCHS = 1000
"""How many epochs may wait. A sweep has two more calls for each of its runs, which are never left out."""


@dataclass(frozen=True)
class Call:
    """A hook of a plugin, and by name the fields of what it is given."""

    plugin: str
    hook: str
    given: Mapping[str, Mapping[str, Any]]


class Calls:
    """Calls in their order. Where too many epochs wait, the oldest of them is left out. For several threads."""

    def __init__(self) -> None:
        self._waiting: deque[Call] = deque()
        self._changed = threading.Condition()
        self._open, self._epochs = True, 0
        self.left_out: Counter[str] = Counter()
        """By plugin, how many epochs were left out."""

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, call: Call) -> None:
        """Adds a call, and waits for nothing."""
        with self._changed:
            self._waiting.append(call)
            self._epochs += call.hook == EPOCH_FINISHED
            if self._epochs > MOST_EPOCHS:
                oldest = next(each for each in self._waiting if each.hook == EPOCH_FINISHED)
                self._remove(oldest)
                self.left_out[oldest.plugin] += 1
            self._changed.notify()

    def get(self) -> Call | None:
        """Waits for a call and returns it; None where none is left and none comes any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or not self._open)
            return self._remove(self._waiting[0]) if self._waiting else None

    def drop(self, plugin: str) -> None:
        """Removes the calls of a plugin."""
        with self._changed:
            for call in [each for each in self._waiting if each.plugin == plugin]:
                self._remove(call)

    def close(self) -> None:
        """Says that none comes any more."""
        with self._changed:
            self._open = False
            self._changed.notify()

    def _remove(self, call: Call) -> Call:
        self._waiting.remove(call)
        self._epochs -= call.hook == EPOCH_FINISHED
        return call
