"""Whether the store is whole, and whether it and the folders of its runs tell the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from zoo import paths
from zoo.errors import shell_quote, some
from zoo.store import DONE, Correct, RunRecord, Store, shared
from zoo.store.dialects.sqlite import remedy
from zoo.store.maintenance import folders
from zoo.store.predictions import in_folder
from zoo.store.run_files import TEST
from zoo.store.shared import SharedFiles
from zoo.store.shared.manifest import is_whole

Track = Callable[[list[str]], Iterable[str]]


@dataclass(frozen=True)
class Problem:
    """Something that is not as it was written.

    Args:
        what: `database`, `record`, `no folder`, `no run`, `weights`, `predictions`, `not uploaded` or `upload`.
        where: the store's place, a run's name, or a folder's path or URL.
        detail: a sentence.
    """

    what: str
    where: str
    detail: str

    @property
    def remedy(self) -> str:
        """A command that mends it, or shows what does."""
        if self.what == "database":
            return remedy("malformed", self.where)
        if self.what in ("record", "no folder"):
            return f"zoo rm {shell_quote(self.where)}"
        if self.what in ("not uploaded", "upload"):
            return f"zoo store upload {self.where}"
        if self.what == "no run":
            return "zoo gc --orphans --dry-run"
        return f"zoo show {self.where}   (its command trains it again)"


def problems(
    store: Store, *, weights: bool = True, uploads: SharedFiles | None = None, track: Track = iter
) -> Iterator[Problem]:
    """Yields what is wrong, nothing where all is well. The files of runs that are on another machine are not looked at.

    Args:
        weights: whether to read the weights and predictions of every run that is done, and to compare them with what is
            recorded, and what is uploaded with what was to be.
        uploads: what `ZOO_FILES` names, where it is to be looked at too.
        track: goes through the names of runs while they are looked at.

    Raises:
        StoreError: the store cannot be read, or `uploads` not be reached.
    """
    damage = store.damage()
    yield from (Problem("database", store.where, line) for line in damage)
    if damage:
        return
    damaged = store.damaged_runs()
    yield from (Problem("record", each.run, f"{each.what[0].upper()}{each.what[1:]}.") for each in damaged)
    folders_here = {folder.name: folder for folder in folders.run_folders()}  # before the store: see `leftovers`
    listing = uploads.listing() if uploads else {}
    for name in sorted(name for name in folders_here.keys() - store.names() if folders_here[name].is_dir()):
        yield Problem("no run", str(folders_here[name]), "The folder belongs to no run that is recorded.")
    for name in sorted(name for name in listing.keys() - store.names() if is_whole(listing[name])):
        where = uploads.where if uploads else ""
        yield Problem("no run", f"{where}/{name}", "The files belong to no run that is recorded.")
    unsound = {each.run for each in damaged}
    done = {run.name: run for run in store.runs(status=DONE) if run.name not in unsound}
    for name in track(list(done)):
        objects = listing.get(name, {})
        problem = None if shared.elsewhere(done[name]) else _of_run(store, name, weights, is_whole(objects))
        if uploads and not problem:
            problem = _of_upload(done[name], uploads, objects, weights)
        if problem and store.runs(names=[name]):  # else it was removed while one looked
            yield problem


def _of_upload(run: RunRecord, uploads: SharedFiles, objects: Mapping[str, int], files: bool) -> Problem | None:
    """Returns what is wrong with what is uploaded of a run that is done; `files`: whether to look at each of them."""
    if not is_whole(objects):
        return Problem("not uploaded", run.name, f"{uploads.where} has not got its files.")
    kept = uploads.manifest(run) if files else None
    wrong = [name for name, file in kept.files.items() if objects.get(file.sha256) != file.bytes] if kept else []
    return Problem("upload", run.name, f"{uploads.where} has {some(wrong)} only in part.") if wrong else None


def _of_run(store: Store, name: str, weights: bool, uploaded: bool) -> Problem | None:
    """Returns what is wrong with the folder of a run that is done; one that is uploaded need not be here."""
    folder, problem = paths.run_folder(name), None
    if not folder.is_dir() and uploaded:
        return None
    if not folder.is_dir():
        aside = folders.removed_folders(name)
        cut_off = f" Its removal was cut off: its files are in {aside[0]}." if aside else ""
        problem = Problem("no folder", name, f"{folder} is not there.{cut_off}")
    elif weights:
        for run in store.runs(names=[name], details=True):
            if detail := wrong_weights(folder / folders.WEIGHTS, (run.result or {}).get("weights_sha256")):
                problem = Problem("weights", name, detail)
            elif kept := store.correct([name]).get(name):
                problem = _predicted(folder, run, kept)
    return problem


def _predicted(folder: Path, run: RunRecord, kept: Correct) -> Problem | None:
    """Returns what is wrong with the file of predictions, None where the same images are right as in the store."""
    if in_folder(folder, run.dataset, run.data or "", run.provenance or {}) == kept:
        return None
    what = "has other predictions than were recorded" if (folder / TEST).exists() else "is not there"
    return Problem("predictions", run.name, f"{folder / TEST} {what}.")


def wrong_weights(path: Path, expected: str | None) -> str | None:
    """Returns what is wrong with a file of weights, None where it holds what was recorded, or nothing was."""
    if expected is None:
        return None
    import numpy as np

    from zoo.files import arrays_sha256

    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            found = arrays_sha256([stored[name] for name in sorted(stored.files)])
    except FileNotFoundError:
        return f"{path} is not there."
    except Exception as error:  # noqa: BLE001 - a damaged archive can raise anything
        return f"{path} cannot be read: {error}"
    return None if found == expected else f"{path} has other weights than were recorded: SHA-256 {found}."
