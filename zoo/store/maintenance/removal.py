"""Removing a run: its record, its folder and what is shared of it, in an order that survives a kill at any moment.

The folder is renamed while the record's removal is not final yet, and its files are deleted when it is. So a run is
never recorded with half of its files. What a kill leaves is a folder under another name: of a run that is recorded no
more, and then `zoo gc` clears it, or of one that still is, whose removal is then done again by `zoo rm`. Where
`ZOO_FILES` has the run, what makes it whole there goes first and its files last: in between it is not there.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from zoo import paths
from zoo.store import DONE, Store
from zoo.store.maintenance import folders
from zoo.store.shared import SharedFiles


def remove(store: Store, name: str) -> int:
    """Removes a run and returns how many bytes its files had.

    Raises:
        UsageError: there is no run of that name, or it is running; nothing is removed.
        StoreError: the store or the folder cannot be written. If the store, nothing is removed.
    """
    if not paths.is_run_name(name):  # of a damaged row: whatever it names, no run wrote it
        store.remove(name, lambda: None)
        return 0
    folder = paths.run_folder(name)
    aside: list[Path | None] = []
    with _unshared(store, name):
        try:
            store.remove(name, lambda: aside.append(folders.set_aside(folder)))
        except BaseException:
            for kept in filter(None, aside):
                kept.rename(folder)
            raise
    freed = 0
    for removed in folders.removed_folders(name):
        freed += folders.size(removed)
        folders.remove(removed)
    return freed


@contextlib.contextmanager
def _unshared(store: Store, name: str) -> Iterator[None]:
    """Removes what is shared of a run: what makes it whole before the block, its files after it, nothing where the
    block fails. A run of another store that has the same name there stays."""
    shared, runs = SharedFiles.opened(), store.runs(names=[name], status=DONE)
    if shared is None or not runs or not shared.has(runs[0]):
        yield
        return
    withdrawn = shared.withdraw(name)
    try:
        yield
    except BaseException:
        shared.restore(name, withdrawn)
        raise
    shared.remove(name)
