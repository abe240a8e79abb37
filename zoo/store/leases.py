"""Who may write a run: the lease that a process holds on it, and what tells another process to keep away."""

from __future__ import annotations

from dataclasses import dataclass

from zoo.errors import Failure, ZooError
from zoo.store.records import DONE, RunRecord

LEASE_SECONDS = 30.0
"""How long a lease lasts after its last heartbeat; the clocks of machines that share a store have to agree better."""


@dataclass(frozen=True)
class Lease:
    """The right to write a run.

    Args:
        name: the run's.
        token: its fencing token: 1 for whoever began it, one more for each that resumed it. The latest alone is valid.
    """

    name: str
    token: int


class Busy(ZooError):
    """Another process has taken the experiment.

    Args:
        run: its run: running, or done meanwhile.
    """

    def __init__(self, run: RunRecord) -> None:
        what = "trained it meanwhile" if run.status == DONE else "is training it"
        super().__init__(
            f"The experiment of run {run.name!r} is taken.",
            cause=f"Process {run.pid} on {run.host} {what}.",
            hint=f"zoo show {run.name}",
        )
        self.run = run


def lost(run: RunRecord) -> Failure:
    """Returns the error of a run whose process ended without a word."""
    seen = run.heartbeat or run.started
    return Failure(
        "It was cut off: its process ended without a word.",
        f"Process {run.pid} on {run.host} was last heard of at {seen}.",
        f"zoo logs {run.name}",
        resumable=True,
    )
