"""The folders of runs: which there are, how much space they take, and how they vanish whole."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from zoo import paths
from zoo.errors import StoreError
from zoo.store.run_folder import BEFORE

NAME = re.compile(rf"[^.]+\.[0-9]+({re.escape(BEFORE)}[0-9]+)?")
"""How a run's name looks, or that of a folder which was there before the run. What else stands between the folders of
runs is not the zoo's."""

WEIGHTS = "weights.npz"
"""The file in the folder of a run that has a result."""

REMOVED = ".removed"
"""How the name of a folder ends that is being removed: it is no run's any more, half of it or all."""


def run_folders() -> list[Path]:
    """Returns the folders that stand for runs, sorted; there may be no such runs any more, and of those that were set
    aside for a new run there are none."""
    return [path for path in _entries() if NAME.fullmatch(path.name)]


def other_folders() -> list[Path]:
    """Returns the folders between those, whose names begin with a dot."""
    return [path for path in _entries() if path.name.startswith(".")]


def removed_folders(name: str | None = None) -> list[Path]:
    """Returns what removals, of all runs or of one, did not come to an end with."""
    found = [path for path in other_folders() if path.name.endswith(REMOVED)]
    return [path for path in found if name is None or removed_name(path) == name]


def removed_name(folder: Path) -> str:
    """Returns the name that a folder had which is being removed: its run's, or one that was set aside for a run."""
    return folder.name.removeprefix(".").removesuffix(REMOVED).rpartition(".")[0]


def size(path: Path) -> int:
    """Returns how many bytes a file has, or all files in a folder; 0 for what is gone."""
    if path.is_dir() and not path.is_symlink():
        return sum(size(Path(entry)) for entry in _listed(path))
    try:
        return path.lstat().st_size
    except FileNotFoundError:
        return 0


def set_aside(folder: Path) -> Path | None:
    """Takes a folder out of the way, in one step, and returns where it is now; None where there is none.

    Raises:
        StoreError: the system refuses.
    """
    with _removable(folder):
        try:
            aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=REMOVED, dir=folder.parent))
            return folder.rename(aside)
        except FileNotFoundError:
            if folder.parent.is_dir():
                aside.rmdir()
            return None


def remove(path: Path) -> None:
    """Removes a file or a folder; what is gone already is no error. Raises `StoreError` where the system refuses."""
    with _removable(path), contextlib.suppress(FileNotFoundError):  # somebody else removes it too
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


@contextlib.contextmanager
def _removable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"{path} cannot be removed.", cause=f"{error.strerror or error}.", hint="zoo gc") from error


def _entries() -> list[Path]:
    folder = paths.runs_folder()
    found = _listed(folder) if folder.is_dir() else []
    return sorted(Path(entry) for entry in found if entry.is_dir(follow_symlinks=False))


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except FileNotFoundError:
        return []  # removed meanwhile
