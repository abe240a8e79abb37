"""The runs of one command: claimed, given to workers, watched, and ended in order where the command is stopped."""

from __future__ import annotations

import signal
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zoo.errors import Failure, FolderLocked, LeaseLost, StoreBroken, StoreError
from zoo.execution.claims import Withheld
from zoo.execution.events import Begin, Elsewhere, Listener, Lost
from zoo.execution.foreign_runs import ForeignRuns
from zoo.execution.signals import Interrupted
from zoo.execution.tracker import RunTracker
from zoo.plugin.events import Began, Done, Event, Failed, Resumed, Started, Stopped
from zoo.plugin.launcher import START_UP, TaskEvent, Workers
from zoo.store import FAILED, INTERRUPTED, RUNNING, Busy

if TYPE_CHECKING:
    from zoo.execution.claims import Claim, Claims
    from zoo.execution.plan import Item
    from zoo.execution.signals import SignalWatcher
    from zoo.store import RunRecord

PATIENCE = 0.5
"""Seconds of one wait for events: how late a timeout or a lost lease is noticed."""

GRACE = 10.0
"""Seconds that workers have to write a checkpoint when they are asked to stop."""


class Sweep:
    """Trains what a plan says, and records what comes of it.

    One loop does everything: it gives runs to free workers, waits for events, and looks at what no event tells of
    (leases that were lost, timeouts, signals). So nothing here needs a lock, and an event is recorded before anybody
    hears of it. Whatever is recorded of a run may find that its lease was lost: the run is another process's then.

    Args:
        items: what is to be trained.
        emit: takes every event, once it is recorded.
        timeout: seconds after which a run is ended, from when a worker begins with it; None for never.
        fail_fast: whether the first run that fails ends the others.
    """

    def __init__(
        self,
        items: Iterable[Item],
        claims: Claims,
        workers: Workers,
        stop: SignalWatcher,
        emit: Listener,
        *,
        timeout: float | None = None,
        fail_fast: bool = False,
    ) -> None:
        self.queue = deque(items)
        self.total, self.number = len(self.queue), 0
        self.claims, self.workers, self.stop, self.emit = claims, workers, stop, emit
        self.timeout, self.fail_fast = timeout, fail_fast
        self.tracker = RunTracker(claims.store)
        self.foreign = ForeignRuns(claims.store, emit)
        self.since: dict[str, float] = {}
        self.training: set[str] = set()
        self.stopped = Failure("It was stopped.")  # what is recorded of runs that end because they are asked to

    def train(self) -> dict[str, RunRecord]:
        """Returns the record of each run that has ended, here or in another process, by its experiment's id.

        Raises:
            Interrupted: a signal came; what was in work is recorded as interrupted.
            StoreError: the store or the disk below it cannot be written.
            PluginError: the launcher failed.
        """
        with self.tracker:
            try:
                while self.queue or self.tracker.running or self.foreign:
                    self._fill()
                    self._wait()
                    self._watch()
            except KeyboardInterrupt:  # the second Ctrl-C, while the first one's grace lasts
                self._abandon(Failure("Stopped by SIGINT.", exit_status=128 + signal.SIGINT))
                raise self._interrupted(signal.SIGINT) from None
            except Exception:
                self._abandon(Failure("Its sweep ended with an error."))
                raise
        return {**self.tracker.interrupted, **self.tracker.records}

    def _abandon(self, why: Failure) -> None:
        try:
            self.workers.close()  # first: what is recorded as ended must not train on
        finally:
            self.tracker.abandon(why)

    def _fill(self) -> None:
        """Begins runs as long as there are workers for them; after the last one looks at what others have left."""
        while self.workers.free and self.queue:
            self._begin(self.queue.popleft())
        if self.workers.free and not self.queue:
            for item, run in self.foreign.ended(idle=not self.tracker.running):
                self._take(item, run) if run else self.queue.append(item)

    def _begin(self, item: Item) -> None:
        try:
            claim = self.claims.claim(item)
        except Busy as busy:
            if busy.run.status in (RUNNING, INTERRUPTED):
                self.foreign.leave(item, busy.run)
            else:
                self._take(item, busy.run)
            return
        except Withheld as withheld:
            self._emit_begin(withheld.claim)
            self._give_up(withheld.claim, withheld.error)
            return
        self.tracker.begin(claim)
        self.since[claim.name] = time.monotonic() + START_UP
        self._emit_begin(claim)
        self.workers.submit(claim.task)

    def _emit_begin(self, claim: Claim) -> None:
        item, resume = claim.item, claim.task["resume"]
        self.emit(
            Begin(
                **self._place(),
                run=claim.name,
                experiment=item.experiment,
                folder=Path(claim.task["folder"]),
                resume=resume,
                epochs_done=item.epochs_done if resume else None,
                aside=claim.aside,
            )
        )

    def _take(self, item: Item, run: RunRecord) -> None:
        record = self.tracker.take(item, run)
        self.emit(Elsewhere(**self._place(), run=run.name, record=record, experiment=item.experiment))

    def _place(self) -> dict[str, Any]:
        self.number = min(self.number + 1, self.total)  # what was lost and comes back counts once
        return {"number": self.number, "total": self.total}

    def _wait(self) -> None:
        if not (self.tracker.running or self.queue or self.foreign):
            return
        for happened in self.workers.wait(PATIENCE):
            if isinstance(happened.event, Done) and self.stop.signal is None:
                self._fill()  # its worker need not wait until that is recorded
            self._handle(happened)

    def _handle(self, happened: TaskEvent) -> None:
        """Records what an event says, and passes it on."""
        claim = self.tracker.running.get(happened.task["run"])
        if claim is None:  # it was ended here while the event was on its way
            return
        event = replace(happened.event, run=claim.name)
        try:
            claim.keep(happened.files)
            self.tracker.record(claim, event, self.stopped)
        except LeaseLost:
            self._lose(claim)
            return
        except FolderLocked as error:
            self._give_up(claim, error)
            return
        if isinstance(event, Began):
            self.since[claim.name] = min(self.since[claim.name], time.monotonic())
        if isinstance(event, Started | Resumed):
            self.training.add(claim.name)
        self.emit(event)
        if isinstance(event, Failed) and event.error.scope == "sweep":  # the disk that refuses one run refuses all
            raise StoreBroken(event.error.message, cause=event.error.cause, hint=event.error.hint)

    def _watch(self) -> None:
        for name in self.tracker.heartbeat.lost():
            if name in self.tracker.running:
                self._lose(self.tracker.running[name])
        for claim in self._overdue():
            self._expire(claim)
        if self.fail_fast and self.tracker.failed and self.stop.signal is None:
            self._wind_down(Failure("Stopped, for another run of its sweep failed (--fail-fast)."))
        if self.stop.signal is not None:  # perhaps since a moment ago
            name = signal.Signals(self.stop.signal).name
            self._wind_down(Failure(f"Stopped by {name}.", exit_status=128 + self.stop.signal))
            raise self._interrupted(self.stop.signal)

    def _lose(self, claim: Claim) -> None:
        """Ends work at a run that was passed on to another process, and leaves it to that."""
        self._kill(claim)
        self._leave(claim)

    def _leave(self, claim: Claim) -> None:
        self.tracker.forget(claim)
        self.foreign.leave(claim.item, self.tracker.store.run(claim.name))
        self.emit(Lost(run=claim.name))

    def _overdue(self) -> list[Claim]:
        now, limit = time.monotonic(), self.timeout
        running = self.tracker.running.items()
        return [claim for name, claim in running if limit is not None and now - self.since[name] > limit]

    def _expire(self, claim: Claim) -> None:
        error = Failure(
            f"It took longer than {self.timeout:g} s.",
            "--timeout ended it; its last checkpoint is kept, and the same command goes on from there.",
            claim.log,
            resumable=True,
        )
        self._end(claim, error, FAILED, Failed(run=claim.name, error=error))

    def _give_up(self, claim: Claim, error: StoreError) -> None:
        """Ends a run whose folder another process does not let go of, and none but this one."""
        failure = Failure.of(error)
        self._end(claim, failure, INTERRUPTED, Failed(run=claim.name, error=failure))

    def _end(self, claim: Claim, error: Failure, status: str, event: Event) -> None:
        """Ends a run from here: kills its task, records the error, and says so."""
        self._kill(claim)
        try:
            self.tracker.fail(claim, error, status)
        except LeaseLost:
            self._leave(claim)
        else:
            self.emit(event)

    def _kill(self, claim: Claim) -> None:
        if claim.name in self.tracker.running:
            self.workers.kill(claim.task)

    def _wind_down(self, why: Failure) -> None:
        """Ends what is in work: what trains may write a checkpoint, what does not has nothing to keep."""
        self.stopped = why
        self.queue.clear()
        for claim in list(self.tracker.running.values()):
            if claim.name in self.training:
                self.workers.stop(claim.task)
            else:
                self._end(claim, why, INTERRUPTED, Stopped(run=claim.name))
        deadline = time.monotonic() + GRACE
        while self.tracker.running and (left := deadline - time.monotonic()) > 0:
            self.stop.seen()  # also a signal that comes now, which would end each wait at once
            for happened in self.workers.wait(min(left, PATIENCE)):
                self._handle(happened)
        for claim in list(self.tracker.running.values()):
            self._end(claim, why, INTERRUPTED, Stopped(run=claim.name))
        self.foreign.clear()  # what was lost meanwhile is not waited for either

    def _interrupted(self, number: int) -> Interrupted:
        recorded = f"{len(self.tracker.records)} of {self.total} runs are recorded"
        names = ", ".join(record.name for record in self.tracker.interrupted.values())
        return Interrupted(number, f"{recorded}{f', {names} as interrupted' if names else ''}.")
