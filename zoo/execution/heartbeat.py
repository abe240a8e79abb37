"""The heartbeat of a sweep: says every few seconds that its runs are in work, and notices which were passed on."""

from __future__ import annotations

import threading
import time
from types import TracebackType

from zoo.errors import StoreError
from zoo.store import LEASE_SECONDS, Lease, Store

BEAT = 5.0
"""Seconds between two heartbeats: a lease outlasts several that fail, as under another process's long transaction."""


class Heartbeat:
    """Renews leases from a thread of its own, whatever its owner is doing.

    Where this process is killed, it beats no more, and what it ran reads as interrupted soon after.
    """

    def __init__(self, store: Store, beat: float = BEAT) -> None:
        self._store, self._beat = store, beat
        self._leases: dict[str, Lease] = {}
        self._epochs: dict[str, int] = {}
        self._lost: list[str] = []
        self._lock, self._end = threading.Lock(), threading.Event()
        self._heard = time.monotonic()
        self._error: StoreError | None = None
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def __enter__(self) -> Heartbeat:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        self._thread.join()

    def hold(self, lease: Lease) -> None:
        """Begins to renew a lease."""
        with self._lock:
            self._leases[lease.name] = lease

    def checkpoint(self, name: str, epochs: int) -> None:
        """Notes how many epochs a run's checkpoint holds; the next heartbeat writes it down."""
        with self._lock:
            self._epochs[name] = epochs

    def release(self, name: str) -> None:
        """Ends renewing the lease of a run."""
        with self._lock:
            self._leases.pop(name, None)
            self._epochs.pop(name, None)

    def lost(self) -> list[str]:
        """Returns the runs whose lease was lost since the last call.

        Raises:
            StoreError: for as long as a lease lasts, the store could not be written.
        """
        with self._lock:
            if self._error is not None and time.monotonic() - self._heard > LEASE_SECONDS:
                raise self._error
            lost, self._lost = self._lost, []
            return lost

    def beat(self) -> None:
        """Renews all leases now."""
        with self._lock:
            leases, epochs = list(self._leases.values()), dict(self._epochs)
        error, lost = None, []
        try:
            lost = self._store.beat(leases, epochs) if leases else []
        except StoreError as raised:
            error = raised
        with self._lock:
            self._error = error
            self._heard = self._heard if error else time.monotonic()
            for lease in lost:
                if self._leases.get(lease.name) == lease:  # not one that its owner has let go of meanwhile
                    del self._leases[lease.name]
                    self._lost.append(lease.name)

    def _run(self) -> None:
        while not self._end.wait(self._beat):
            self.beat()
