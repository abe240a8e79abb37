"""What nobody needs any more: files that kills left, folders of no run, checkpoints of runs that are over."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from zoo import paths
from zoo.store import FAILED, RUNNING, RunRecord, Store
from zoo.store.backups import SUFFIX
from zoo.store.maintenance import folders
from zoo.store.run_folder import CHECKPOINTS, MERGING
from zoo.store.shared import SharedFiles

TEMPORARY = re.compile(r"\..+\.tmp(-journal)?")
"""How a file is called until it is whole."""

HOUR = 3600.0
"""After how many seconds without a change a temporary file beside the store is nobody's any more."""

WORKER_LOG = re.compile(r"worker-([0-9]+)-[0-9]+\.log")


@dataclass(frozen=True)
class Leftover:
    """Something to remove.

    Args:
        what: what it is, for people.
        path: a file or a folder; a URL of what is shared.
        bytes: how much space it takes.
        discard: removes it, where it is shared.
    """

    what: str
    path: Path | str
    bytes: int
    discard: Callable[[], object] | None = None


def find(store: Store, *, orphaned: bool = False, backups: bool = False) -> list[Leftover]:
    """Returns what can be removed: nothing of a run that is running, and nothing that a run can be resumed from.

    Args:
        orphaned: whether folders of no run are leftovers too; see `orphans`.
        backups: whether copies of the store beside it are leftovers too.

    Raises:
        StoreError: the store cannot be read.
    """
    kinds = [
        ("a run that was removed", _removed(store)),
        *_of_runs(store),
        ("a merge that was cut off", _merging()),
        ("a folder of no run", orphans(store) if orphaned else []),
        ("a temporary file", _temporary_beside_the_store()),
        ("a run that was fetched in part", _fetched_in_part()),
        ("the log of a worker", _worker_logs()),
        ("a copy of the store", _files(f"*{SUFFIX}") if backups else []),
    ]
    return [Leftover(what, path, folders.size(path)) for what, found in kinds for path in found]


def remove(leftover: Leftover) -> None:
    """Removes it, a run's folder whole or not at all. Raises `StoreError` where the system refuses."""
    if leftover.discard:
        leftover.discard()
    elif isinstance(leftover.path, Path):
        _remove(leftover.path)


def shared(store: Store, *, orphaned: bool = False) -> list[Leftover]:
    """Returns what can be removed of what `ZOO_FILES` has: what uploads left that were cut off.

    Args:
        orphaned: whether runs are leftovers too that the store does not know; another store may share the place.

    Raises:
        StoreError: the store cannot be read, or the place not be reached.
    """
    if (place := SharedFiles.opened()) is None:
        return []
    cut_off = [
        Leftover("an upload that was cut off", f"{place.where}/{path}", size, partial(place.discard, path))
        for path, size in place.leftovers()
    ]
    unknown = place.runs()  # before the store: a run is recorded before it is uploaded
    for name in store.names():
        unknown.pop(name, None)
    lost = [
        Leftover("files of no run", f"{place.where}/{name}", size, partial(place.remove, name))
        for name, size in unknown.items()
    ]
    return [*cut_off, *(lost if orphaned else [])]


def _remove(path: Path) -> None:
    among_runs = path.parent == paths.runs_folder() and path.is_dir()
    if removed := folders.set_aside(path) if among_runs else path:
        folders.remove(removed)


def _removed(store: Store) -> list[Path]:
    found = folders.removed_folders()
    recorded = store.names()  # of those the removal was cut off before it was final
    return [folder for folder in found if folders.removed_name(folder) not in recorded]


def orphans(store: Store) -> list[Path]:
    """Returns the folders of no run: where a store was lost, or an earlier one took its place, they are all that is
    left of its results and checkpoints. Raises `StoreError` where the store cannot be read."""
    found = folders.run_folders()  # before the store: a run is recorded before it has a folder
    names = store.names()
    return [folder for folder in found if folder.name not in names and folder.is_dir()]


def _of_runs(store: Store) -> Iterator[tuple[str, list[Path]]]:
    found = [(folder, _temporary_in(folder)) for folder in folders.run_folders()]  # before the store: as in `orphans`
    runs = {run.name: run for run in store.runs()}
    latest = {run.experiment_id: run.name for run in reversed(runs.values())}  # the runs are newest first
    for folder, temporary in found:
        run, checkpoints = runs.get(folder.name), folder / CHECKPOINTS
        if run is None or run.status == RUNNING:
            continue
        if checkpoints.is_dir() and not (latest[run.experiment_id] == run.name and _goes_on(store, run)):
            yield "checkpoints of a run that is over", [checkpoints]
            temporary = [path for path in temporary if path.parent.name != CHECKPOINTS]
        yield "a temporary file", temporary


def _goes_on(store: Store, run: RunRecord) -> bool:
    """Whether the latest run of an experiment, which has ended, goes on from its checkpoint."""
    whole = store.runs(names=[run.name], details=True) if run.status == FAILED else [run]
    return any(found.cut_off for found in whole)


def _temporary_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob(".*") if TEMPORARY.fullmatch(path.name) and path.is_file())


def _temporary_beside_the_store() -> list[Path]:
    before = time.time() - HOUR
    return [path for path in _files(".*") if TEMPORARY.fullmatch(path.name) and path.stat().st_mtime < before]


def _fetched_in_part() -> list[Path]:
    before = time.time() - HOUR
    found = [path for path in folders.other_folders() if TEMPORARY.fullmatch(path.name)]
    return [path for path in found if max(each.stat().st_mtime for each in (path, *path.rglob("*"))) < before]


def _merging() -> list[Path]:
    """Returns the folder of what a merge was about to bring; the same merge would begin with removing it."""
    folder, before = paths.runs_folder() / MERGING, time.time() - HOUR
    return [folder] if folder.is_dir() and folder.stat().st_mtime < before else []


def _worker_logs() -> list[Path]:
    import psutil

    named = [(path, WORKER_LOG.fullmatch(path.name)) for path in _files("logs/**/*.log")]
    return [path for path, name in named if name and not psutil.pid_exists(int(name[1]))]


def _files(pattern: str) -> list[Path]:
    return sorted(path for path in paths.home().glob(pattern) if path.is_file())
