"""A report that is written again whenever what it shows has changed."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from zoo import paths
from zoo.errors import ZooError
from zoo.progress import tell
from zoo.site.gather import fingerprints
from zoo.store import Store

PAUSE = 2.0
"""Seconds between two looks, at least."""

REST = 20
"""The pause after a writing, in multiples of the time that it took: what trains needs the processor."""


class Stop(Protocol):
    """What notices a signal."""

    signal: int | None

    def wait(self, seconds: float) -> None:
        """Waits, unless there is a signal meanwhile."""


def follow(write: Callable[[], object], source: Path | None, since: object, stop: Stop) -> None:
    """Writes a report again whenever its source has changed. What goes wrong is said, once, and tried again: pages that
    are there can be read all the same.

    Args:
        write: writes it.
        source: the export that it is of; None: the store.
        since: what `mark` returned before it was written first.
        stop: notices Ctrl-C.
    """
    said, pause = "", PAUSE
    while True:
        stop.wait(pause)
        if stop.signal is not None:
            return
        began = time.monotonic()
        try:
            if (now := mark(source)) != since:
                write()
                since, said = now, ""
        except ZooError as error:
            if error.render() != said:
                tell(said := error.render())
        pause = max(PAUSE, REST * (time.monotonic() - began))


def mark(source: Path | None) -> object:
    """Returns what changes when a report may: the export's age, or the store's runs and the files in their folders.

    Raises:
        StoreError: the store cannot be read.
    """
    if source is not None:
        return list(fingerprints.stamp(source))
    runs = {(run.name, run.status) for run in Store.open(create=False).runs()}
    return runs, fingerprints.stamps(paths.run_folder(name) for name, _ in sorted(runs))
