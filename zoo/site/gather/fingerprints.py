"""What changes when a page does, and costs little: what its row says, and when the files of its runs were changed."""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import zoo.site
from zoo.experiments.provenance import installed_version
from zoo.store import answers, run_files

READ = (run_files.TEST, run_files.EXPERIMENT, run_files.HISTORY)
"""The files of a run's folder, beside those of probes, that a page is made of."""

Stamp = tuple[str, int, int]
"""A file's path, its size in bytes, and when it was changed in nanoseconds."""


def fingerprint(*known: object) -> str:
    """Returns a hash of what is known of a page and of the code that draws pages."""
    return hashlib.sha256(f"{_code()}{known!r}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def stamps(folders: Iterable[Path]) -> list[Stamp]:
    """Returns the files of runs' folders that a page is made of, as they are now."""
    return [each for folder in folders for each in _stamps(folder)]


def _stamps(folder: Path) -> Iterator[Stamp]:
    for name in READ:
        yield from stamp(folder / name)
    probes = folder / answers.FOLDER
    if probes.is_dir():
        for path in sorted(probes.rglob("*")):
            yield from stamp(path)


def stamp(path: Path) -> Iterator[Stamp]:
    """Yields a file as it is now; nothing where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return
    yield f"{path.parent.name}/{path.name}", found.st_size, found.st_mtime_ns


@functools.cache
def _code() -> str:
    """Returns a hash of the zoo's version and of the files of `zoo.site`: code, templates, styles and scripts."""
    digest = hashlib.sha256(str(installed_version("keras-zoo")).encode())
    (folder,) = map(Path, zoo.site.__path__)
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        digest.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    return digest.hexdigest()
