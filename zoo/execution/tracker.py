"""What a sweep has in work and what has come of it: leases renewed while a run is in work, its end recorded once."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

from zoo.errors import FolderLocked, StoreError
from zoo.execution.heartbeat import Heartbeat
from zoo.store import DIVERGED, FAILED, INTERRUPTED

if TYPE_CHECKING:
    from zoo.execution.claims import Claim
    from zoo.execution.plan import Item
    from zoo.plugin.launcher import Event
    from zoo.store import RunRecord, Store


class RunTracker:
    """The runs of a sweep. Within its block, the leases of those in work are renewed.

    Every method that records raises `LeaseLost` where the run was passed on to another process, and `StoreError` where
    the store cannot be written; the run stays in work then.
    """

    def __init__(self, store: Store) -> None:
        self.store, self.heart = store, Heartbeat(store)
        self.running: dict[str, Claim] = {}
        self.records: dict[str, RunRecord] = {}
        self.interrupted: dict[str, RunRecord] = {}
        self._peaks: dict[str, float] = {}

    def __enter__(self) -> RunTracker:
        self.heart.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.heart.__exit__(kind, error, trace)

    @property
    def failed(self) -> bool:
        """Whether a run has failed or diverged, here or in the process that it was left to."""
        return any(record.status in (FAILED, DIVERGED) for record in self.records.values())

    def begin(self, claim: Claim) -> None:
        """Notes that a run is in work."""
        self.running[claim.name] = claim
        self.heart.hold(claim.lease)

    def note(self, claim: Claim, event: Event) -> None:
        """Notes what an event says of a run in work: how far its checkpoint is, and its memory, should it die."""
        if event["event"] == "checkpoint":
            self.heart.checkpoint(claim.name, event["epoch"])
        if event.get("peak_memory_mb") is not None:
            self._peaks[claim.name] = event["peak_memory_mb"]

    def end(self, claim: Claim, event: Event) -> None:
        """Records how a run ended by itself: `done`, `failed` or `diverged`."""
        if event["event"] == "done":
            self.store.finish(claim.lease, event["result"])
            with contextlib.suppress(FolderLocked):  # `zoo gc` removes them then
                claim.folder.remove_checkpoints()  # not before: until then it might have to go on
            self._close(claim, self.records)
        elif event["error"].get("locked"):
            self.give_up(claim, event["error"])
        else:
            self._fail(claim, event["error"], DIVERGED if event["event"] == "diverged" else FAILED, event)

    def expire(self, claim: Claim, seconds: float) -> dict[str, Any]:
        """Records that a run took longer than it may, and can go on; returns the error."""
        error = {
            "message": f"It took longer than {seconds:g} s.",
            "cause": "--timeout ended it; its last checkpoint is kept, and the same command goes on from there.",
            "hint": claim.log,
            "exit_status": 1,
        }
        self._fail(claim, error, FAILED, {"died": True})
        return error

    def interrupt(self, claim: Claim, why: str, exit_status: int = 1) -> None:
        """Records that a run was interrupted."""
        error = {"message": why, "cause": None, "hint": None, "exit_status": exit_status}
        self.give_up(claim, error)

    def give_up(self, claim: Claim, error: Mapping[str, Any]) -> None:
        """Records that a run was interrupted by an error that is no fault of it; it need not have been in work."""
        self._write_down(claim, error, INTERRUPTED)
        self._close(claim, self.interrupted)

    def take(self, item: Item, run: RunRecord) -> RunRecord:
        """Takes the run of another process as the result of an experiment, and returns it whole."""
        self.records[item.experiment.id] = self.store.run(run.name)
        return self.records[item.experiment.id]

    def forget(self, claim: Claim) -> None:
        """Lets go of a run, whose lease is lost."""
        self.heart.release(claim.name)
        self._peaks.pop(claim.name, None)
        self.running.pop(claim.name, None)

    def abandon(self, why: str, exit_status: int = 1) -> None:
        """Records all that is in work as interrupted, as far as that is possible: another error is on its way out."""
        for claim in list(self.running.values()):
            with contextlib.suppress(StoreError):  # it reads as interrupted anyway, once this process is gone
                self.interrupt(claim, why, exit_status)

    def _fail(self, claim: Claim, error: Mapping[str, Any], status: str, event: Mapping[str, Any]) -> None:
        """A run that ended by a death, or for want of disk, can go on: the plan looks for `resumable`."""
        blameless = event.get("died") or error.get("exit_status") == StoreError.exit_status
        self._write_down(claim, {**error, "resumable": True} if blameless else error, status)
        self._close(claim, self.records)

    def _write_down(self, claim: Claim, error: Mapping[str, Any], status: str) -> None:
        self.heart.beat()  # with how many epochs its checkpoint holds, which may be news since the last heartbeat
        self.store.fail(claim.lease, error, status, peak_memory_mb=self._peaks.get(claim.name))

    def _close(self, claim: Claim, records: dict[str, RunRecord]) -> None:
        self.forget(claim)
        records[claim.item.experiment.id] = self.store.run(claim.name)
