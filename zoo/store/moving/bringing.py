"""Folders of runs brought from another home: copied beside their places, and renamed in one step each.

Meanwhile they lie in `runs/.merging`, and beside them a mark for each that has been renamed: a process may be killed
before the store has its run. The next merge removes such a folder, and brings it again.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from zoo import paths
from zoo.files import locked, sync, writable
from zoo.store import DONE, RunRecord
from zoo.store.maintenance import folders
from zoo.store.maintenance.checkup import wrong_weights
from zoo.store.run_folder import MERGING, set_aside

MARK, OLD = ".placed", ".old"

NOT_WHOLE = shutil.ignore_patterns(".*.tmp", ".lock")


class Bringing:
    """The folders that are brought at a time.

    Args:
        there: the folder with a folder per run, None where nobody knows where the other home has it.
    """

    def __init__(self, there: Path | None) -> None:
        self._there, self._beside = there, paths.runs_folder() / MERGING
        self._placed: list[tuple[Path, Path]] = []
        self._beside.mkdir()

    def copy(self, run: RunRecord) -> str | None:
        """Copies the folder of a run beside its place, and returns what is wrong with it. Raises `StoreError` where it
        cannot be written."""
        if self._there is None or not (self._there / run.name).is_dir():
            return None
        beside = self._beside / run.name
        try:
            with writable(beside):
                shutil.copytree(self._there / run.name, beside, ignore=NOT_WHOLE)
        except shutil.Error as error:
            (source, _, why), *_ = error.args[0]
            return f"{source} cannot be copied: {why}"
        sync(*beside.rglob("*"), beside)
        expected = (run.result or {}).get("weights_sha256") if run.status == DONE else None
        return wrong_weights(beside / folders.WEIGHTS, expected)

    def place(self, run: str, name: str, *, instead: bool = False) -> None:
        """Renames the folder of a run to its name here. What stands there is set aside; `instead`: it is removed later.

        Raises:
            StoreError: it cannot be renamed.
        """
        beside, place = self._beside / run, paths.run_folder(name)
        if not beside.is_dir():
            return
        if instead and place.is_dir():
            self._rename(place, self._beside / f"{name}{OLD}")
        set_aside(place)
        with writable(place):
            (self._beside / f"{name}{MARK}").touch()
        self._rename(beside, place)

    def take_back(self) -> None:
        """Undoes what `place` did since `done`: the store has none of it."""
        for before, after in reversed(self._placed):
            after.rename(before)
        self._placed = []

    def done(self) -> None:
        """Removes what lies beside: the store has the runs."""
        sync(paths.runs_folder())
        folders.remove(self._beside)
        self._placed = []
        self._beside.mkdir()

    def _rename(self, before: Path, after: Path) -> None:
        with writable(after):
            before.rename(after)
        self._placed.append((before, after))


@contextlib.contextmanager
def bringing(there: Path | None, recorded: Callable[[], set[str]]) -> Iterator[Bringing]:
    """Yields what brings folders, while no other process of this home does, and removes what a killed one left.

    Args:
        recorded: gives the names of all runs here.
    """
    beside = paths.runs_folder() / MERGING
    with locked(paths.runs_folder()):
        if beside.is_dir():
            placed = {mark.name.removesuffix(MARK) for mark in beside.glob(f"*{MARK}")}
            for name in placed - recorded():
                folders.remove(paths.run_folder(name))
            folders.remove(beside)
        yield Bringing(there)
        folders.remove(beside)
