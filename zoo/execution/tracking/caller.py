"""Calls the hooks of events in a process of their own, and drops a plugin whose hook fails, hangs or ends it."""

from __future__ import annotations

import queue
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from zoo.errors import Failure, shell_quote
from zoo.execution.events import warn
from zoo.execution.local.worker_process import WorkerProcess
from zoo.execution.signals import SignalWatcher
from zoo.plugin.collecting import EPOCH_FINISHED
from zoo.plugin.events import Event, Failed
from zoo.plugin.launcher import START_UP
from zoo.progress import reporter

HANDLER = "zoo.execution.tracking.child:Handler"

MOST_CALLS = 1000
"""How many calls may wait; of more, epochs are left out, and never a run's beginning or end."""

CALL_LIMIT = 120.0
"""Seconds that one call may take."""

END_LIMIT = 120.0
"""Seconds that a sweep waits, when its runs are over, for the calls that are left."""

STOPPED_LIMIT = 10.0
"""The same for a sweep that was stopped, or ended with an error."""

PATIENCE = 0.2
"""Seconds of one wait."""


@dataclass(frozen=True)
class Call:
    """A hook of a plugin, and by name the fields of what it is given."""

    plugin: str
    hook: str
    given: Mapping[str, Mapping[str, Any]]


class Caller:
    """A thread that hands call after call to a process, so that whoever tells of events waits for nothing.

    The process starts with the first call. One that ends, or has to be ended, is started anew for the plugins that are
    left.

    Args:
        settings: what its handler is made with.
        log: the file for what hooks print; it is kept where a plugin was dropped.
    """

    def __init__(self, settings: Mapping[str, Any], log: Path) -> None:
        self.settings, self.log = settings, log
        self.dropped: set[str] = set()
        self._calls = queue.SimpleQueue[Call | None]()  # None: no more come
        self._left_out = Counter[str]()
        self._process: WorkerProcess | None = None
        self._given_up = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="hooks of events", daemon=True)

    def put(self, call: Call) -> None:
        """Has a hook called, unless its plugin was dropped or too many calls wait; waits for nothing itself."""
        if call.plugin in self.dropped:
            return
        if call.hook == EPOCH_FINISHED and self._calls.qsize() >= MOST_CALLS:
            self._left_out[call.plugin] += 1
            return
        self._calls.put(call)
        if self._thread.ident is None:
            self._thread.start()

    def close(self, limit: float) -> None:
        """Waits for the calls that are left, at most `limit` seconds or until a signal comes, and says what was not."""
        if self._thread.ident is None:
            return
        self._calls.put(None)
        began = time.monotonic()
        self._wait(began + limit)
        left = self._calls.qsize() if self._thread.is_alive() else 0  # of what waits one is None, and one is at work
        self._given_up.set()
        if (process := self._process) is not None:
            process.process.kill()  # the thread may wait for it
        self._thread.join()
        if left:
            warn(f"Plugins' hooks were ended after {time.monotonic() - began:.0f} s; calls that were left: {left}.")
        for plugin, count in self._left_out.items():
            warn(f"{plugin} is slower than the runs; epochs that it was not told of: {count}.")
        if not self.dropped and not left:
            self.log.unlink(missing_ok=True)

    def _wait(self, end: float) -> None:
        """Waits for the thread; a signal ends that as the time does, for the runs are over and recorded."""
        report, most = reporter(), self._calls.qsize()
        with SignalWatcher() as stop:
            while self._thread.is_alive() and time.monotonic() < end and stop.signal is None:
                self._thread.join(PATIENCE)
                report("telling plugins of the runs", most - self._calls.qsize(), most, "calls")

    def _serve(self) -> None:
        while not self._given_up.is_set() and (call := self._calls.get()) is not None:
            failure = None if call.plugin in self.dropped else self._failure(call)
            if failure is not None and not self._given_up.is_set():
                self._drop(call, failure)
        self._end()

    def _drop(self, call: Call, failure: Failure) -> None:
        self.dropped.add(call.plugin)
        hint = failure.hint or shell_quote("cat", str(self.log))
        said = str(failure).rstrip(".")
        warn(f"{call.plugin} hears of no more events, for {call.hook} failed: {said}. Try: {hint}")

    def _failure(self, call: Call) -> Failure | None:
        """Has a hook called, and returns what went wrong."""
        task = {"plugin": call.plugin, "hook": call.hook, "given": call.given}
        try:
            if self._process is None:
                self._process = WorkerProcess(HANDLER, self.settings, self.log)
            self._process.send(task)
            last = self._last_event(self._process)
        except Exception as error:  # noqa: BLE001 - be it that no process can be started: that costs no run
            self._end()
            return Failure.of(error)
        return last.error if isinstance(last, Failed) else None

    def _last_event(self, process: WorkerProcess) -> Event | None:
        """Returns the event that a call is over with; None where it is given up."""
        began, limit = time.monotonic(), START_UP
        while not self._given_up.is_set():
            wait(process.waitables, timeout=PATIENCE)
            for event in process.receive():
                if event.last:
                    return event
                began, limit = time.monotonic(), CALL_LIMIT
            late = time.monotonic() - began > limit
            if process.dead or late:
                how = f"It took longer than {limit:g} s." if late else f"Its process {process.ending()}."
                self._end()
                return Failed(error=process.last_words or Failure(how))
        return None

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process = None
