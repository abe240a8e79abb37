"""Removing a run: its record and its folder, in an order that survives a kill at any moment.

The folder is renamed while the record's removal is not final yet, and its files are deleted when it is. So a run is
never recorded with half of its files. What a kill leaves is a folder under another name: of a run that is recorded no
more, and then `zoo gc` clears it, or of one that still is, whose removal is then done again by `zoo rm`.
"""

from __future__ import annotations

from pathlib import Path

from zoo import paths
from zoo.store import Store
from zoo.store.maintenance import folders


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
