"""The runs of one command: claimed, given to workers, watched, and ended in order where the command is stopped."""

from __future__ import annotations

import signal
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from zoo.errors import FolderLocked, LeaseLost, StoreError
from zoo.execution.claims import Withheld
from zoo.execution.foreign_runs import ForeignRuns
from zoo.execution.signals import Interrupted
from zoo.execution.tracker import RunTracker
from zoo.experiments.plugin_errors import described
from zoo.plugin.launcher import LAST, TaskEvent, Workers
from zoo.store import INTERRUPTED, RUNNING, Busy

if TYPE_CHECKING:
    from zoo.execution.claims import Claim, Claims
    from zoo.execution.plan import Item
    from zoo.execution.signals import SignalWatcher
    from zoo.store import RunRecord

Tell = Callable[[dict[str, Any]], None]

PATIENCE = 0.5
"""Seconds of one wait for events: how late a timeout or a lost lease is noticed."""

GRACE = 10.0
"""Seconds that workers have to write a checkpoint when they are asked to stop."""


class Sweep:
    """Trains what a plan says, and records what comes of it.

    Args:
        items: what is to be trained.
        timeout: seconds after which a run is ended, from when a worker is given it; None for never.
        fail_fast: whether the first run that fails ends the others.
    """

    def __init__(
        self,
        items: Iterable[Item],
        claims: Claims,
        workers: Workers,
        stop: SignalWatcher,
        tell: Tell,
        *,
        timeout: float | None = None,
        fail_fast: bool = False,
    ) -> None:
        self.queue = deque(items)
        self.total, self.number = len(self.queue), 0
        self.claims, self.workers, self.stop, self.tell = claims, workers, stop, tell
        self.timeout, self.fail_fast = timeout, fail_fast
        self.book = RunTracker(claims.store)
        self.elsewhere = ForeignRuns(claims.store, tell)
        self.since: dict[str, float] = {}
        self.began: set[str] = set()

    def train(self) -> dict[str, RunRecord]:
        """Returns the record of each run that has ended, here or in another process, by its experiment's id.

        Raises:
            Interrupted: a signal came; what was in work is recorded as interrupted.
            StoreError: the store or the disk below it cannot be written.
        """
        with self.book:
            try:
                while self.queue or self.book.running or self.elsewhere:
                    self._fill()
                    self._wait()
                    self._watch()
            except KeyboardInterrupt:  # the second Ctrl-C, while the first one's grace lasts
                self.workers.close()
                self.book.abandon("Stopped by SIGINT.", 128 + signal.SIGINT)
                raise self._interrupted(signal.SIGINT) from None
            except Exception:
                self.workers.close()
                self.book.abandon("Its sweep ended with an error.")
                raise
        return {**self.book.interrupted, **self.book.records}

    def _fill(self) -> None:
        """Begins runs as long as there are workers for them; after the last one looks at what others have left."""
        while self.workers.free and self.queue:
            self._begin(self.queue.popleft())
        if self.workers.free and not self.queue:
            for item, run in self.elsewhere.ended(idle=not self.book.running):
                self._take(item, run) if run else self.queue.append(item)

    def _begin(self, item: Item) -> None:
        try:
            claim = self.claims.claim(item)
        except Busy as busy:
            if busy.run.status in (RUNNING, INTERRUPTED):
                self.elsewhere.leave(item, busy.run)
            else:
                self._take(item, busy.run)
            return
        except Withheld as withheld:
            self._tell_begin(withheld.claim)
            self._give_up(withheld.claim, withheld.error)
            return
        self.book.begin(claim)
        self.since[claim.name] = time.monotonic()
        self._tell_begin(claim)
        self.workers.submit(claim.task)

    def _tell_begin(self, claim: Claim) -> None:
        item, resume = claim.item, claim.task["resume"]
        goes_on = {"resume": resume, "epochs_done": item.epochs_done if resume else None}
        where = {"run": claim.name, "folder": claim.task["folder"], "experiment": item.experiment}
        aside = {"aside": str(claim.aside)} if claim.aside else {}
        self.tell({"event": "begin", **self._place(), **where, **goes_on, **aside})

    def _give_up(self, claim: Claim, error: StoreError) -> None:
        """Ends a run whose folder another process does not let go of, and none but this one."""
        if claim.name in self.book.running:
            self.workers.kill(claim.task)
        try:
            self.book.give_up(claim, described(error))
        except LeaseLost:
            self._lose(claim)
            return
        self.tell({"event": "failed", "run": claim.name, "error": described(error)})

    def _take(self, item: Item, run: RunRecord) -> None:
        record = self.book.take(item, run)
        about = {"run": run.name, "record": record, "experiment": item.experiment}
        self.tell({"event": "elsewhere", **self._place(), **about})

    def _place(self) -> dict[str, int]:
        self.number = min(self.number + 1, self.total)  # what was lost and comes back counts once
        return {"number": self.number, "total": self.total}

    def _wait(self) -> None:
        if self.book.running:
            for happened in self.workers.wait(PATIENCE):
                if happened.event["event"] == "done" and self.stop.signal is None:
                    self._fill()  # its worker need not wait until that is recorded
                self._handle(happened)
        elif self.elsewhere and not self.queue:
            self.stop.wait(PATIENCE)

    def _handle(self, happened: TaskEvent, why: str = "It was stopped.", exit_status: int = 1) -> None:
        """Does what an event asks for; `why` and `exit_status` are recorded of a run that was stopped."""
        event, claim = happened.event, self.book.running.get(happened.task["run"])
        if claim is None:
            return
        try:
            claim.keep(happened.files)
            self.book.note(claim, event)
            if event["event"] in ("started", "resumed"):
                self.began.add(claim.name)
            elif event["event"] == "stopped":
                self.book.interrupt(claim, why, exit_status)
            elif event["event"] in LAST:
                self.book.end(claim, event)
        except LeaseLost:
            self._lose(claim)
            return
        except FolderLocked as error:
            self._give_up(claim, error)
            return
        self.tell({**event, "run": claim.name})
        _raise_what_the_disk_refuses(event)

    def _watch(self) -> None:
        for name in self.book.heart.lost():
            if name in self.book.running:
                self._lose(self.book.running[name])
        for claim in self._overdue():
            self._expire(claim)
        if self.fail_fast and self.book.failed and self.stop.signal is None:
            self._wind_down("Stopped, for another run of its sweep failed (--fail-fast).", 1)
        if self.stop.signal is not None:  # perhaps since a moment ago
            name = signal.Signals(self.stop.signal).name
            self._wind_down(f"Stopped by {name}.", 128 + self.stop.signal)
            raise self._interrupted(self.stop.signal)

    def _lose(self, claim: Claim) -> None:
        """Leaves a run to the process that it was passed on to."""
        if claim.name in self.book.running:
            self.workers.kill(claim.task)
        self.book.forget(claim)
        self.elsewhere.leave(claim.item, self.book.store.run(claim.name))
        self.tell({"event": "lost", "run": claim.name})

    def _overdue(self) -> list[Claim]:
        now, limit = time.monotonic(), self.timeout
        running = self.book.running.items()
        return [claim for name, claim in running if limit is not None and now - self.since[name] > limit]

    def _expire(self, claim: Claim) -> None:
        self.workers.kill(claim.task)
        try:
            error = self.book.expire(claim, self.timeout or 0.0)
        except LeaseLost:
            self._lose(claim)
            return
        self.tell({"event": "failed", "run": claim.name, "error": error})

    def _wind_down(self, why: str, exit_status: int) -> None:
        """Ends what is in work: what trains may write a checkpoint, what does not has nothing to keep."""
        self.queue.clear()
        for claim in list(self.book.running.values()):
            if claim.name in self.began:
                self.workers.stop(claim.task)
            else:
                self._cut_off(claim, why, exit_status)
        deadline = time.monotonic() + GRACE
        while self.book.running and (left := deadline - time.monotonic()) > 0:
            self.stop.seen()  # also a signal that comes now, which would end each wait at once
            for happened in self.workers.wait(min(left, PATIENCE)):
                self._handle(happened, why, exit_status)
        for claim in list(self.book.running.values()):
            self._cut_off(claim, why, exit_status)
        self.elsewhere.clear()  # what was lost meanwhile is not waited for either

    def _cut_off(self, claim: Claim, why: str, exit_status: int) -> None:
        self.workers.kill(claim.task)
        try:
            self.book.interrupt(claim, why, exit_status)
        except LeaseLost:
            self.book.forget(claim)
        self.tell({"event": "stopped", "run": claim.name})

    def _interrupted(self, number: int) -> Interrupted:
        recorded = f"{len(self.book.records)} of {self.total} runs are recorded"
        names = ", ".join(record.name for record in self.book.interrupted.values())
        return Interrupted(number, f"{recorded}{f', {names} as interrupted' if names else ''}.")


def _raise_what_the_disk_refuses(event: dict[str, Any]) -> None:
    """A disk that is full for one run is full for all; a folder that is locked is that of one."""
    error = event.get("error") or {}
    if event["event"] in LAST and error.get("exit_status") == StoreError.exit_status and not error.get("locked"):
        raise StoreError(error["message"], cause=error["cause"], hint=error["hint"])
