"""What a sweep has in work and what has come of it: leases renewed while a run is in work, its end recorded once."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING

from zoo.errors import Failure, FolderLocked, StoreError
from zoo.execution.heartbeat import Heartbeat
from zoo.plugin.events import Checkpoint, Diverged, Done, Event, Failed, Started, Stopped
from zoo.store import DIVERGED, FAILED, INTERRUPTED

if TYPE_CHECKING:
    from zoo.execution.claims import Claim
    from zoo.execution.plan import Item
    from zoo.store import RunRecord, Store


class RunTracker:
    """The runs of a sweep. Within its block, the leases of those in work are renewed.

    Every method that records raises `LeaseLost` where the run was passed on to another process, and `StoreError` where
    the store cannot be written; the run stays in work then.
    """

    def __init__(self, store: Store) -> None:
        self.store, self.heartbeat = store, Heartbeat(store)
        self.running: dict[str, Claim] = {}
        self.records: dict[str, RunRecord] = {}
        self.interrupted: dict[str, RunRecord] = {}
        self._peaks: dict[str, float] = {}

    def __enter__(self) -> RunTracker:
        self.heartbeat.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.heartbeat.__exit__(kind, error, trace)

    @property
    def failed(self) -> bool:
        """Whether a run has failed or diverged, here or in the process that it was left to."""
        return any(record.status in (FAILED, DIVERGED) for record in self.records.values())

    def begin(self, claim: Claim) -> None:
        """Notes that a run is in work."""
        self.running[claim.name] = claim
        self.heartbeat.hold(claim.lease)

    def record(self, claim: Claim, event: Event, stopped: Failure) -> None:
        """Records what an event says of a run in work; `stopped` is the error of one that was asked to stop."""
        if event.peak_memory_mb is not None:
            self._peaks[claim.name] = event.peak_memory_mb
        match event:
            case Started(provenance=made) if made:
                self.store.started(claim.lease, made)
            case Checkpoint():
                self.heartbeat.checkpoint(claim.name, event.epoch)
            case Done():
                self.store.finish(claim.lease, event.result)
                with contextlib.suppress(FolderLocked):  # `zoo gc` removes them then
                    claim.folder.remove_checkpoints()  # not before: until then it might have to go on
                self._close(claim, self.records)
            case Failed():  # by the death of its worker, it is without fault
                self.fail(claim, replace(event.error, resumable=event.died or event.error.resumable))
            case Diverged():
                self.fail(claim, event.error, DIVERGED)
            case Stopped():
                self.fail(claim, stopped, INTERRUPTED)

    def fail(self, claim: Claim, error: Failure, status: str = FAILED) -> None:
        """Records that a run ended without a result; it need not have been in work."""
        self.heartbeat.beat()  # with how many epochs its checkpoint holds, which may be news since the last heartbeat
        self.store.fail(claim.lease, error.to_dict(), status, peak_memory_mb=self._peaks.get(claim.name))
        self._close(claim, self.interrupted if status == INTERRUPTED else self.records)

    def take(self, item: Item, run: RunRecord) -> RunRecord:
        """Takes the run of another process as the result of an experiment, and returns it whole."""
        self.records[item.experiment.id] = self.store.run(run.name)
        return self.records[item.experiment.id]

    def forget(self, claim: Claim) -> None:
        """Lets go of a run, whose lease is lost."""
        self.heartbeat.release(claim.name)
        self._peaks.pop(claim.name, None)
        self.running.pop(claim.name, None)

    def abandon(self, why: Failure) -> None:
        """Records all that is in work as interrupted, as far as that is possible: another error is on its way out."""
        for claim in list(self.running.values()):
            with contextlib.suppress(StoreError):  # it reads as interrupted anyway, once this process is gone
                self.fail(claim, why, INTERRUPTED)

    def _close(self, claim: Claim, records: dict[str, RunRecord]) -> None:
        self.forget(claim)
        records[claim.item.experiment.id] = self.store.run(claim.name)
