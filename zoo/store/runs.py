"""The runs of a zoo: begun, finished or failed, and found again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from zoo import paths
from zoo.errors import LeaseLost, UsageError
from zoo.store import attempts, backups, clock, migrations, predictions, rows, schema
from zoo.store.database import Database
from zoo.store.leases import Lease
from zoo.store.metrics import METRICS
from zoo.store.predictions import Correct
from zoo.store.reading import Reader
from zoo.store.records import DONE, FAILED, MEASURED, RUNNING, RunRecord, finite
from zoo.store.telling import to_stderr

_runs = schema.runs


class Store(Reader):
    """The runs in a database. Every method is one transaction, and safe beside other processes.

    Raises:
        StoreError: from any method: the database cannot be read or written.
    """

    @classmethod
    def open(cls, url: str | None = None, *, create: bool = True, tell: Callable[[str], None] = to_stderr) -> Store:
        """Opens the store at a SQLAlchemy URL; by default at `zoo.paths.store_url()`.

        Args:
            create: makes the store where there is none. Without it such a store reads as empty, and nothing is written.
            tell: is given a line, once, for each run that is damaged and left out.

        Raises:
            StoreError: it cannot be made or read, or was changed by a later zoo.
        """
        database = Database(url or paths.store_url())
        return cls(database, empty=not migrations.prepare(database, create=create), tell=tell)

    def begin(
        self,
        record: RunRecord,
        *,
        resume: str | None = None,
        once: bool = False,
        before: Callable[[Lease], None] = lambda lease: None,
    ) -> Lease:
        """Records that a run has begun, as the next attempt at its experiment, or goes on.

        A run of the same experiment that still says it is running, but is dead, is written down as interrupted.

        Args:
            record: what is recorded of a new run; of one that goes on its process alone.
            resume: the name of the run that goes on: it keeps its beginning, and whoever had it before cannot write it
                any more.
            once: refuses too where a run of the same experiment, code, data and protocol is done.
            before: called before anybody else can see that the run has begun; where it raises, it has not. It is called
                again where the connection to a server was lost meanwhile.

        Returns:
            The right to write the run; renew it by `beat`.

        Raises:
            Busy: another process is training the experiment, or has done so meanwhile.
            UsageError: the run to resume is not there, or has ended for good.
        """

        def work(connection: sa.Connection) -> Lease:
            lease = attempts.begin(connection, record, resume=resume, once=once)
            before(lease)
            return lease

        return self._database.write(work)

    def beat(self, leases: Iterable[Lease], epochs: Mapping[str, int] = MappingProxyType({})) -> list[Lease]:
        """Says that the runs' process is alive, and returns the leases that are lost: passed on, or the run has ended.

        Args:
            epochs: by the run's name, how many epochs its checkpoint holds, where there is news of that.
        """
        leases = list(leases)
        if not leases:
            return []
        news = {lease: {"epochs_done": epochs[lease.name]} if lease.name in epochs else {} for lease in leases}

        def work(connection: sa.Connection) -> list[Lease]:
            beat = clock.stamp(connection)
            return [lease for lease in leases if not _write(connection, lease, heartbeat=beat, **news[lease])]

        return self._database.write(work, marked=False)

    def started(self, lease: Lease, provenance: Mapping[str, Any]) -> None:
        """Records what a run is made with, as its worker says it, in place of what was planned.

        Raises:
            LeaseLost: as for `finish`.
        """
        said = {"code": provenance.get("code_hash"), "protocol": provenance.get("protocol"), "provenance": provenance}
        self._update(lease, {column: value for column, value in said.items() if value is not None})

    def finish(self, lease: Lease, result: Mapping[str, Any]) -> None:
        """Records the result of a running run, all of it in one transaction; NaN and infinity as None.

        Args:
            result: what the worker reports; `correct`, which test images are right (`Correct.to_dict`), goes into a
                table of its own, where it gives the test accuracy.

        Raises:
            LeaseLost: the run was passed on to another process, or has ended; nothing is written.
        """
        kept = Correct.from_dict(result.get("correct"))
        result = finite({key: value for key, value in result.items() if key != "correct"})
        measured = {key: result[key] for key, metric in METRICS.items() if metric.holds(result.get(key))}
        columns = {column: result[column] for column in MEASURED if result.get(column) is not None}
        columns["test_accuracy"] = accuracy = measured.get("test_accuracy")
        ended = {"status": DONE, "result": result, "epochs_done": None}
        self._update(lease, {**ended, **columns}, measured, kept if kept and not kept.wrong(accuracy) else None)

    def fail(
        self,
        lease: Lease,
        error: Mapping[str, Any] | None,
        status: str = FAILED,
        *,
        peak_memory_mb: float | None = None,
    ) -> None:
        """Records that a running run ended without a result: failed, interrupted or diverged.

        Args:
            peak_memory_mb: MiB, as far as it is known; where it is not, what it was before stays.

        Raises:
            LeaseLost: as for `finish`.
        """
        ended = {"status": status, "error": finite(error)}
        self._update(lease, ended, {"peak_memory_mb": peak_memory_mb})

    def probed(self, name: str, probe: str, numbers: Mapping[str, float | None]) -> None:
        """Records the numbers that a probe found in a run, in place of those that it found before.

        Args:
            numbers: by name, finite, or None where there is none.

        Raises:
            UsageError: no run of that name is done.
        """
        if self._database.write(lambda connection: rows.probed(connection, name, probe, numbers), marked=False):
            return
        raise UsageError(f"No run {name!r} is done.", cause="It was removed meanwhile.", hint="zoo runs --status done")

    def remove(self, name: str, before: Callable[[], None]) -> None:
        """Forgets a run that has ended, or is dead. No other run is ever given its name.

        Args:
            before: called before the removal is final; where it raises, the run stays recorded.

        Raises:
            UsageError: there is no run of that name, or it is running.
        """

        def work(connection: sa.Connection) -> None:
            attempts.remove(connection, name)
            before()

        self._database.write(work)

    def copy(self, target: Path) -> None:
        """Copies the store to a file, whole or not at all, while others may write; raises as `backups.copy` does."""
        backups.copy(self._database, target)

    def _update(
        self,
        lease: Lease,
        values: Mapping[str, Any],
        measured: Mapping[str, float | None] = MappingProxyType({}),
        correct: Correct | None = None,
    ) -> None:
        """Writes what is known of a run that is running under a lease, or nothing, and raises `LeaseLost`."""

        def work(connection: sa.Connection) -> bool:
            ended = {"finished": clock.stamp(connection)} if "status" in values else {}
            held = _write(connection, lease, **values, **ended)
            if held:
                rows.measure(connection, lease.name, measured)
                if correct is not None:
                    predictions.keep(connection, lease.name, correct)
            return held

        if self._database.write(work):
            return
        raise LeaseLost(
            f"{lease.name!r} is not a running run of this process in the store {self.where}.",
            cause="It was resumed by another one, or has ended; what this one made of it is not recorded.",
            hint=f"zoo show {lease.name}",
        )


def _write(connection: sa.Connection, lease: Lease, **values: Any) -> bool:
    """Writes columns of a run that is running under a lease, and returns whether it is."""
    own = (_runs.c.name == lease.name) & (_runs.c.token == lease.token) & (_runs.c.status == RUNNING)
    return connection.execute(sa.update(_runs).where(own).values(values)).rowcount == 1
