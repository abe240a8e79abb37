"""The disk, the store and the data: room to write, records and files in agreement, nothing cut off."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from zoo import paths
from zoo.data import manifest, room
from zoo.errors import shell_quote
from zoo.health.diagnosis import Diagnosis
from zoo.ranking.tables.figures import count, size

LITTLE, NOTHING = 2e9, 1e8
"""Bytes of a disk: below the first, published data and checkpoints may not fit; below the second, no run does."""

MUCH = 1e9
"""Bytes of leftovers that are worth a line."""

SHOWN = 3
"""Of many problems of a kind, those that are told."""


def disk() -> Iterator[Diagnosis]:
    """Yields the room that there is for runs and for data, and whether it can be written."""
    places = {"ZOO_HOME": paths.home(), "ZOO_DATA": paths.data_folder()}
    if places["ZOO_DATA"].is_relative_to(places["ZOO_HOME"]):
        del places["ZOO_DATA"]
    for variable, place in places.items():
        yield _room(variable, place)


def store() -> Iterator[Diagnosis]:
    """Yields what `zoo store check --quick` finds here, how many runs there are, and what `zoo gc` would free. Raises
    `StoreError` where the store cannot be read."""
    from zoo.store import Store
    from zoo.store.maintenance import checkup, leftovers
    from zoo.store.shared import place

    opened = Store.open(create=False, tell=lambda line: None)  # what is damaged is a problem of its own
    problems = checkup.problems(opened, weights=False)
    if place.url():  # what is not here may be there; `zoo store check` looks
        problems = (problem for problem in problems if problem.what != "no folder")
    found = list(islice(problems, SHOWN + 1))  # each takes a moment, if all are gone
    for problem in found[:SHOWN]:
        yield Diagnosis("store", "problem", f"{problem.where}: {problem.detail.rstrip('.')}", problem.remedy)
    if len(found) > SHOWN:
        yield Diagnosis("store", "problem", "there are more", "zoo store check --quick")
    if any(problem.what == "database" for problem in found):
        return
    statuses = Counter(run.status for run in opened.runs())
    said = ", ".join(f"{count(number)} {status}" for status, number in statuses.most_common()) or "no runs yet"
    yield Diagnosis("store", "ok", f"{opened.where}: {said}")
    if (freed := sum(each.bytes for each in leftovers.find(opened))) > MUCH:
        yield Diagnosis("store", "warning", f"{size(freed)} that nobody needs any more", "zoo gc")


def files() -> Iterator[Diagnosis]:
    """Yields whether `ZOO_FILES`, where it is set, can be written and read. Raises `StoreError` where it cannot."""
    from zoo.store.shared import SharedFiles

    if shared := SharedFiles.opened():
        shared.check()
        found = shared.runs()
        told = f"{shared.where}: {count(len(found))} run{'s' * (len(found) != 1)}, {size(sum(found.values()))}"
        yield Diagnosis("files", "ok", told)


def data() -> Iterator[Diagnosis]:
    """Yields the published data that are ready to train on, and those that are damaged."""
    folders = sorted({file.parent for file in paths.data_folder().glob(f"*/*/{manifest.NAME}")})
    ready = {}
    for folder in folders:
        found = manifest.read(folder)
        if found is not None and found.complete(folder):
            ready[found.source] = found.bytes
        elif found is not None and found.as_is:
            again = shell_quote("zoo", "data", "import", found.source, found.origin, "--as-is")
            yield Diagnosis("data", "problem", f"{folder} is damaged, and was imported as it is", again)
        else:
            yield Diagnosis("data", "problem", f"{folder} is damaged", f"zoo data fetch {folder.parent.name}")
    listed = f"{', '.join(ready)} ({size(sum(ready.values()))})" if ready else "none yet"
    yield Diagnosis("data", "ok", f"{paths.data_folder()}: {listed}")


def kept() -> Iterator[Diagnosis]:
    """Yields the room that kept images take, and may take. Raises `UsageError` where `ZOO_KEEP` is no size."""
    most = f"at most {size(room.most())} ({room.SETTING})"
    yield Diagnosis("kept", "ok", f"{size(room.taken())} of images that were made once, {most}")


def _room(variable: str, place: Path) -> Diagnosis:
    there = next(each for each in (place, *place.parents) if each.exists())
    elsewhere = f"export {variable}=DIR"
    try:
        tempfile.TemporaryFile(dir=there).close()
    except OSError as error:
        return Diagnosis("disk", "problem", f"{place} cannot be written: {error.strerror}", elsewhere)
    free = shutil.disk_usage(there).free
    found = f"{place}: {size(free)} free"
    if free < NOTHING:
        return Diagnosis("disk", "problem", f"{found}, too little for a run", f"zoo gc; or {elsewhere}")
    return (
        Diagnosis("disk", "warning", found, f"zoo gc; or {elsewhere}")
        if free < LITTLE
        else Diagnosis("disk", "ok", found)
    )
