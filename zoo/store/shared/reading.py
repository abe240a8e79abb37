"""A run's folder for whoever reads it: here, or fetched whole from `ZOO_FILES`; else an error names who has it."""

from __future__ import annotations

import platform
from collections.abc import Collection, Iterable
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from zoo import paths
from zoo.errors import StoreError
from zoo.files import atomic_place, locked
from zoo.progress import reporter, tell
from zoo.store.records import DONE, RunRecord
from zoo.store.shared import place
from zoo.store.shared.manifest import Manifest
from zoo.store.shared.shared_files import SharedFiles, Told

if TYPE_CHECKING:
    from zoo.store import Store


def folder(run: RunRecord) -> Path:
    """Returns the folder of a run, whole: it is fetched where it is not here. Of a run whose folder this machine has
    lost it is not there: whoever reads a file says which.

    Raises:
        StoreError: another machine has it and `ZOO_FILES` does not, or cannot be reached.
    """
    bring([run])
    if machine := elsewhere(run):
        raise StoreError(
            f"The files of run {run.name} are not on this machine.",
            cause=f"They are on {machine}, which made them{_missing(run)}.",
            hint=f"zoo store upload {run.name}   (on {machine}; with {place.VARIABLE} there and here)",
        )
    return paths.run_folder(run.name)


def elsewhere(run: RunRecord) -> str | None:
    """Returns the machine that has a run's files, None where they are here, or were."""
    machine = (run.host or "").partition(",")[0]
    return None if machine in ("", platform.node()) or here(run) else machine


def here(run: RunRecord) -> bool:
    """Whether a run's folder is on this machine."""
    return paths.run_folder(run.name).is_dir()


def bring(runs: Iterable[RunRecord]) -> None:
    """Fetches the folders of runs that are not here and that `ZOO_FILES` has.

    Raises:
        StoreError: it cannot be reached, or what it has is damaged.
    """
    if place.url() is None:
        return
    absent = [run for run in runs if run.status == DONE and not here(run)]
    if not absent or (shared := SharedFiles.opened()) is None:
        return
    with locked(paths.runs_folder()):  # one process at a time: what it fetches is here for the others then
        found = [(run, shared.manifest(run)) for run in absent if not here(run)]
        wanted = [(run, manifest) for run, manifest in found if manifest]
        if wanted:
            what = wanted[0][0].name if len(wanted) == 1 else f"{len(wanted)} runs"
            told = counted(f"fetching {what}", sum(manifest.size for _, manifest in wanted))
        for run, manifest in wanted:
            _fetch(shared, run, manifest, told)


def bring_named(store: Store, names: Collection[str]) -> None:
    """Does what `bring` does with the runs of these names, of which there may be many."""
    if place.url() is not None:
        bring(run for run in store.runs(status=DONE) if run.name in names)


def _fetch(shared: SharedFiles, run: RunRecord, manifest: Manifest, told: Told) -> None:
    with atomic_place(paths.run_folder(run.name)) as made:
        made.mkdir()
        shared.fetch(run, manifest, made, told)


def renew(run: RunRecord) -> None:
    """Brings what a run's folder has been given since it was uploaded there too; where that fails, says so."""
    try:
        if shared := SharedFiles.opened():
            shared.upload(run, paths.run_folder(run.name))
    except StoreError as error:
        tell(f"It stays on this machine: {error.message} {error.cause or ''}\nTry: zoo store upload {run.name}")


def pending(store: Store, shared: SharedFiles) -> list[RunRecord]:
    """Returns the runs that are done, whose folders are here, and that are not there."""
    there = shared.runs()
    done = [run for run in store.runs(status=DONE) if run.name not in there]
    return [run for run in done if here(run)]


def counted(what: str, total: int) -> Told:
    """Returns what takes news of bytes, from any thread, and reports them as progress."""
    report, lock, done = reporter(), Lock(), 0

    def told(count: int) -> None:
        nonlocal done
        with lock:
            done += count
            report(what, done, total, "bytes")

    told(0)
    return told


def _missing(run: RunRecord) -> str:
    if run.status != DONE:
        return f"; it is {run.status}, and only results are uploaded"
    where = place.url()
    return f", and not in {place.shown(where)}" if where else f"; {place.VARIABLE} names no place that has them"
