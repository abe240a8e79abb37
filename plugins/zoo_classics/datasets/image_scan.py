"""One pass over an image folder: each file's SHA-256 and whether it can be read; remembered by path, size and time."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import zoo
from zoo_classics.datasets.image_tree import Tree

THREADS = min(8, os.cpu_count() or 1)
BATCH = 1024


class Finding(NamedTuple):
    """What is known of a file: its size, its time of change in nanoseconds, its SHA-256, and why it cannot be read."""

    size: int
    changed: int
    sha256: str
    problem: str | None


def scan(tree: Tree) -> list[Finding]:
    """Returns a finding for each file. Files that have not changed since the last scan are not opened.

    Raises:
        zoo.DataError: a file vanished or may not be read.
        zoo.StoreError: the data folder cannot be written.
    """
    index = _index(tree.root)
    known = _remembered(index)
    findings = list(zoo.track(_findings(tree, known), len(tree.files), f"looking at {tree.root.name}"))
    found = dict(zip(tree.files, findings, strict=True))
    if found != known:
        zoo.write_whole(index, json.dumps({"root": str(tree.root), "files": found}, separators=(",", ":")))
    return findings


def refuse_unreadable(tree: Tree, findings: Sequence[Finding]) -> None:
    """Raises `zoo.DataError` naming the first file that cannot be read, and how many there are."""
    unreadable = [(file, finding) for file, finding in zip(tree.files, findings, strict=True) if finding.problem]
    if unreadable:
        file, finding = unreadable[0]
        raise zoo.DataError(
            f"{len(unreadable):,} of {len(findings):,} images in {tree.root} cannot be read; the first is {file}.",
            cause=f"{finding.problem}.",
            hint="replace or remove them, and type the command again",
        )


def fingerprint(tree: Tree, findings: Sequence[Finding]) -> str:
    """Returns a hash of every file's place and content."""
    digest = hashlib.sha256()
    for file, finding in zip(tree.files, findings, strict=True):
        digest.update(f"{file}\0{finding.sha256}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()[:16]


def _findings(tree: Tree, known: dict[str, Finding]) -> Iterator[Finding]:
    """Yields the findings in the files' order. Batch by batch, for all files as futures at once would fill memory."""
    from concurrent.futures import ThreadPoolExecutor

    root = str(tree.root)
    with ThreadPoolExecutor(THREADS) as threads:
        for start in range(0, len(tree.files), BATCH):
            batch = tree.files[start : start + BATCH]
            changed = {file for file in batch if not _unchanged(os.path.join(root, file), known.get(file))}
            looked_at = threads.map(lambda file: _look(os.path.join(root, file)), filter(changed.__contains__, batch))
            yield from (next(looked_at) if file in changed else known[file] for file in batch)


def _unchanged(path: str, before: Finding | None) -> bool:
    try:
        status = os.stat(path)
    except OSError as error:
        raise zoo.DataError(f"{path} cannot be opened.", cause=f"{error.strerror}.") from error
    return before is not None and (before.size, before.changed) == (status.st_size, status.st_mtime_ns)


def _look(path: str) -> Finding:
    try:
        with open(path, "rb") as stream:
            status, content = os.fstat(stream.fileno()), stream.read()
    except OSError as error:
        raise zoo.DataError(f"{path} cannot be opened.", cause=f"{error.strerror}.") from error
    return Finding(status.st_size, status.st_mtime_ns, hashlib.sha256(content).hexdigest(), _problem(content))


def _problem(content: bytes) -> str | None:
    from zoo_classics.datasets.image_decoding import Unreadable, decode

    try:
        decode(content, 8)
    except Unreadable as error:
        return str(error)
    return None


def _index(root: Path) -> Path:
    name = hashlib.sha256(os.fsencode(root.absolute())).hexdigest()[:16]
    return zoo.data_folder() / "image-folder" / f"{name}.json"


def _remembered(index: Path) -> dict[str, Finding]:
    try:
        return {file: Finding(*found) for file, found in json.loads(index.read_bytes())["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # none yet, or damaged: all are looked at anew
        return {}
