"""Runs that this process has taken: each with its lease, its folder and the task that a worker gets."""

from __future__ import annotations

import functools
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from zoo import paths
from zoo.errors import Failure, FolderLocked, LeaseLost, PluginError, StoreError, ZooError
from zoo.execution.plan import BUSY
from zoo.execution.record import new_record
from zoo.files import atomic_write
from zoo.store import FAILED, INTERRUPTED, RUNNING, Busy, Lease
from zoo.store.run_folder import CHECKPOINTS, LOG, RunFolder, set_aside

if TYPE_CHECKING:
    from zoo.execution.plan import Item
    from zoo.experiments.registry import Registry
    from zoo.store import RunRecord, Store


PIECE = 1 << 20
"""Bytes of a file that are in memory at a time."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A run that this process has taken.

    Args:
        item: what it is of the plan.
        lease: the right to write it.
        task: what a worker is given.
        aside: where the folder is now that stood at the run's place, and is of no run that the store knows.
    """

    item: Item
    lease: Lease
    task: Mapping[str, Any]
    aside: Path | None = None

    @property
    def name(self) -> str:
        return self.lease.name

    @property
    def folder(self) -> RunFolder:
        return RunFolder(Path(self.task["folder"]), self.lease.token)

    @property
    def log(self) -> str:
        """The command that shows what the run's worker printed."""
        return f"cat {shlex.quote(str(self.folder.path / LOG))}"

    def keep(self, files: Mapping[str, Path]) -> None:
        """Puts files that were brought from another machine into the run's folder, each of them whole.

        Checkpoints that are brought take the place of those that were there.

        Raises:
            PluginError: a file would not be in the folder; none is written.
            LeaseLost: the folder was passed on to another process.
            StoreError: it cannot be written.
        """
        for name in files:
            _refuse_what_leads_out(name)
        for name, brought in files.items():
            with self.folder.writing() as folder, brought.open("rb") as stream:
                atomic_write(folder / name, iter(functools.partial(stream.read, PIECE), b""))
        kept = {Path(name).name for name in files if name.startswith(f"{CHECKPOINTS}/")}
        if kept:
            with self.folder.writing():
                for path in [path for path in self.folder.checkpoints.iterdir() if path.name not in kept]:
                    path.unlink()


def _refuse_what_leads_out(name: str) -> None:
    path = PurePath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise PluginError(
            f"The launcher brought a file that is none of a run's folder: {name!r}.",
            cause="Expected its name within the folder, as checkpoints/000001-00000000.ckpt.",
            hint="zoo list launchers",
        )


class Withheld(ZooError):
    """A run was begun in the store, and its folder is not to be had: nothing else is wrong.

    Args:
        claim: still to be given up.
        error: what keeps it.
    """

    def __init__(self, claim: Claim, error: FolderLocked | LeaseLost) -> None:
        super().__init__(error.message, cause=error.cause, hint=error.hint)
        self.claim, self.error = claim, error


class Claims:
    """Takes runs in the store, one after the other.

    Args:
        facts: what the preflight found, by group id.
        threads: of a run that begins; one that goes on keeps its own.
        pictures: whether workers draw those of their runs.
    """

    def __init__(
        self,
        registry: Registry,
        store: Store,
        facts: Mapping[str, Mapping[str, Any]],
        *,
        threads: int,
        pictures: bool = True,
    ) -> None:
        self.registry, self.store, self.facts = registry, store, facts
        self.threads, self.pictures = threads, pictures

    def claim(self, item: Item) -> Claim:
        """Takes the run of an experiment: a new one, or the one that goes on.

        A folder that stands where a new one is to be is set aside before anybody else can take the run.

        Raises:
            Busy: another process is training it, or has done so or died in it since the plan was made.
            Withheld: another process does not let go of the run's folder.
            StoreError: the store or the run's folder cannot be written.
        """
        self._refuse_what_went_on(item)
        resumed = item.resumed
        record = self._record(item)
        aside: list[Path | None] = []

        def make_room(lease: Lease) -> None:
            aside.append(None if resumed else set_aside(paths.run_folder(lease.name)))

        name = resumed.name if resumed else None
        lease = self.store.begin(record, resume=name, once=not item.force, before=make_room)
        folder = paths.run_folder(lease.name)
        task = {
            "task": "run",
            "run": lease.name,
            "token": lease.token,
            "resume": resumed is not None,
            "experiment": record.experiment,
            "folder": str(folder),
            "threads": record.threads,
            "pictures": self.pictures,
        }
        claim = Claim(item=item, lease=lease, task=task, aside=next(filter(None, aside), None))
        try:
            claim.folder.claim()
        except (FolderLocked, LeaseLost) as error:
            raise Withheld(claim, error) from error
        except StoreError as error:
            self.store.fail(lease, Failure.of(error).to_dict(), INTERRUPTED if resumed else FAILED)
            raise
        return claim

    def _record(self, item: Item) -> RunRecord:
        resumed = item.resumed
        return new_record(
            item.experiment,
            self.registry,
            threads=resumed.threads or self.threads if resumed else self.threads,
            data=self.facts[item.experiment.group_id]["data"],
        )

    def _refuse_what_went_on(self, item: Item) -> None:
        """Raises `Busy` where, since the plan was made, another process has ended a run of the experiment, or died in
        one, which then goes on from its checkpoint.

        The plan may be hours old. To begin what it says would train twice what has been done meanwhile, or throw away
        the epochs of a run that died: so the latest run is looked at once more. What happens between this look and the
        transaction that begins the run, `once` refuses.
        """
        for run in self.store.runs(experiment_id=item.experiment.id)[:1]:
            news = (run.name, run.token) != item.latest
            died = run.status == INTERRUPTED and not item.force and (news or item.status == BUSY)
            if died or (news and run.status not in (RUNNING, INTERRUPTED)):
                raise Busy(run)
