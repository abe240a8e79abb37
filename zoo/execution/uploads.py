"""The uploads of a sweep: the folder of each run that is done goes to `ZOO_FILES`, while the next ones train."""

from __future__ import annotations

import threading
from collections import deque
from types import TracebackType

from zoo import paths
from zoo.errors import ZooError
from zoo.plugin.events import Done, Event
from zoo.progress import reporter, tell
from zoo.store import Store
from zoo.store.shared import SharedFiles, manifest

PAUSE = 0.2
"""Seconds between two looks at how far the uploads are."""


class Uploads:
    """Takes the events of a sweep, and uploads each run that is done from a thread of its own: neither the sweep nor
    the result waits for the network. The end of its block waits for what is still to go, with progress; not where the
    block ends with an error, nor once an upload has failed then. What is not uploaded is told, and is a result all
    the same.

    Args:
        shared: where to; None for nowhere.
    """

    def __init__(self, store: Store, shared: SharedFiles | None) -> None:
        self._store, self._shared = store, shared
        self._left: deque[str] = deque()
        self._failed: list[str] = []
        self._error: ZooError | None = None
        self._sent = self._total = 0
        self._ends, self._news = False, threading.Condition()
        self._thread = threading.Thread(target=self._run, args=[shared], name="uploads", daemon=True)

    def __enter__(self) -> Uploads:
        if self._shared:
            self._shared.check()
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shared:
            with self._news:
                self._ends = True
                self._news.notify()
            try:
                if error is None:
                    self._wait(self._shared.where)
            finally:
                self._tell(self._shared.where)

    def __call__(self, event: Event) -> None:
        """Takes an event, once it is recorded."""
        if self._shared and isinstance(event, Done):
            with self._news:
                self._total += manifest.size_of(paths.run_folder(event.run))
                self._left.append(event.run)
                self._news.notify()

    def _wait(self, where: str) -> None:
        report = reporter()
        while self._thread.is_alive():
            if self._left:
                report(f"uploading to {where}", self._sent, self._total)
            self._thread.join(PAUSE)

    def _tell(self, where: str) -> None:
        with self._news:
            missing, self._left = [*self._failed, *self._left], deque()  # and nothing is begun any more
            error = self._error
        if missing:
            runs = missing[0] if len(missing) == 1 else f"{len(missing)} runs"
            why = f": {error.cause or error.message}" if error else "."
            tell(f"Not uploaded to {where}: {runs}, recorded all the same{why}\nTry: zoo store upload")

    def _run(self, shared: SharedFiles) -> None:
        """Uploads one run after the other. Each stays in line until it is there."""
        while name := self._next():
            try:
                self._upload(shared, name)
            except ZooError as error:
                self._over(name, error)
            else:
                self._over(name)

    def _next(self) -> str | None:
        with self._news:
            self._news.wait_for(lambda: self._left or self._ends)
            give_up = self._ends and self._error  # one after the other would be waited for in vain
            return None if give_up or not self._left else self._left[0]

    def _upload(self, shared: SharedFiles, name: str) -> None:
        for run in self._store.runs(names=[name]):  # none where it was removed meanwhile
            shared.upload(run, paths.run_folder(name), told=self._count)

    def _over(self, name: str, error: ZooError | None = None) -> None:
        with self._news:
            if self._left:
                self._left.popleft()
            if error:
                self._error = error
                self._failed.append(name)

    def _count(self, count: int) -> None:
        self._sent += count
