"""A run's folder, written by one worker at a time: by the one whose fencing token is the newest."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zoo.errors import FolderLocked, LeaseLost, StoreBroken, StoreError
from zoo.files import atomic_write, writable

LOG = "log.txt"
"""What a run's worker prints."""

CHECKPOINTS = "checkpoints"

MERGING = ".merging"
"""The folder beside those of runs in which a merge has what it brings."""

PATIENCE = 30.0
"""Seconds to wait for a write of somebody else. One that takes longer is by a process that was stopped within it."""

PAUSE = 0.02

BEFORE = ".before-"
"""Between the name of a folder and a number: how it is called when it was there before the run of that name."""


@contextlib.contextmanager
def _own() -> Iterator[None]:
    """Guards what the zoo itself writes: where the system refuses that, no run can be recorded."""
    try:
        yield
    except (FolderLocked, LeaseLost):
        raise
    except StoreError as error:
        raise StoreBroken(error.message, cause=error.cause, hint=error.hint) from error


@_own()
def set_aside(folder: Path) -> Path | None:
    """Renames what stands where a new run is going to have its folder, and returns where it is now; None where there
    is nothing. Where a store was lost, or an earlier one took its place, it is somebody's result.

    Raises:
        StoreBroken: the system refuses.
    """
    if not os.path.lexists(folder):
        return None
    named = (folder.with_name(f"{folder.name}{BEFORE}{number}") for number in itertools.count(1))
    aside = next(path for path in named if not os.path.lexists(path))
    with writable(folder):
        folder.rename(aside)
    return aside


@dataclass(frozen=True)
class RunFolder:
    """The folder at `path`, for the worker that holds `token`.

    A lock guards every single write, and in it the token is looked at: a worker that was paused while its run was
    passed on cannot write when it wakes. What it had begun to write before is whole: until then nobody can claim.

    Args:
        path: made when it is claimed.
        token: the store gives a larger one each time that it passes the run on.
    """

    path: Path
    token: int

    @_own()
    def claim(self) -> None:
        """Makes the folder and takes it over from whoever holds a smaller token.

        Raises:
            LeaseLost: somebody with a larger token has it.
            FolderLocked: somebody has been writing into it for too long.
            StoreBroken: it cannot be made or written.
        """
        with writable(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
        with self._locked():
            if (holder := self._holder() or 0) > self.token:
                raise self._lost(holder)
            for left in self.path.glob(".*.tmp"):  # by a writer that died: nobody writes at this moment
                left.unlink(missing_ok=True)
            # Not synced: it keeps away processes that live on, and none outlives a power failure.
            atomic_write(self._token_file, f"{self.token}\n", synced=False)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Path]:
        """Holds the folder for the time of one write, and yields its path.

        Raises:
            LeaseLost: the folder was claimed with another token; nothing is written.
            FolderLocked: somebody else has been writing into it for too long.
            StoreBroken: the folder cannot be written.
        """
        with _own(), self._locked():
            if (holder := self._holder()) != self.token:
                raise self._lost(holder)
            yield self.path

    @property
    def checkpoints(self) -> Path:
        """The folder of the run's checkpoints, which is there while there are any."""
        return self.path / CHECKPOINTS

    def remove_checkpoints(self) -> None:
        """Removes them: when the store has the run's result, or when it begins anew. Raises as `writing` does."""
        if not self.checkpoints.exists():
            return
        with self.writing(), writable(self.checkpoints):
            shutil.rmtree(self.checkpoints)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        import fcntl

        with writable(self.path):
            descriptor = os.open(self.path / ".lock", os.O_RDWR | os.O_CREAT, 0o666)
        try:
            with writable(self.path / ".lock"):
                self._wait_for(descriptor)
            try:
                yield
            finally:  # not by closing alone: a process that was forked meanwhile would hold the lock on
                fcntl.flock(descriptor, fcntl.LOCK_UN)
        finally:
            os.close(descriptor)

    def _wait_for(self, descriptor: int) -> None:
        import fcntl

        end = time.monotonic() + PATIENCE
        while True:
            try:
                return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                if time.monotonic() > end:
                    raise FolderLocked(
                        f"{self.path} is locked.",
                        cause=f"Another process has been writing into it for {PATIENCE:g} s; it may be stopped.",
                        hint=f"fuser {self.path / '.lock'}",
                    ) from error
                time.sleep(PAUSE)

    @property
    def _token_file(self) -> Path:
        return self.path / ".token"

    def _holder(self) -> int | None:
        """Returns the token of whoever claimed the folder last; None where nobody has, or the file says nothing."""
        try:
            return int(self._token_file.read_text())
        except (FileNotFoundError, ValueError):
            return None
        except OSError as error:
            raise StoreError(f"{self._token_file} cannot be read.", cause=f"{error.strerror or error}.") from error

    def _lost(self, holder: int | None) -> LeaseLost:
        passed_on = f"It was passed on: its token is {holder}, this worker's is {self.token}."
        cause = passed_on if holder is not None else "Its token is gone."
        return LeaseLost(f"{self.path} belongs to another worker.", cause=cause, hint="zoo runs")
