"""One pass over an image folder: each file's SHA-256, whether it can be read, and its facts. They are remembered in a
file of a line per image, read and written line by line: memory holds a batch of them, however many images there are."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import zoo
from zoo_classics.datasets.image_decoding import Unreadable, look, version
from zoo_classics.datasets.image_tree import Tree

THREADS = min(8, os.cpu_count() or 1)
BATCH = 1024
LARGEST = 2**30
"""Bytes of a file that is read: a sparse one may claim to hold more than any memory."""


class Finding(NamedTuple):
    """What is known of a file: its place below the root, the stamp by which it is known to be unchanged, its SHA-256,
    why it cannot be read, and as in `image_decoding.Facts` its width, height and marks."""

    file: str
    stamp: str
    sha256: str
    problem: str | None
    width: int = 0
    height: int = 0
    marks: str = ""


class Findings:
    """The findings of a folder's last scan, in the order of `Tree.files`; read from the disk at each iteration.

    Each line begins with a checksum of itself and of the decoder's version. Iteration ends at the first line whose
    checksum is wrong: what follows is not known.
    """

    def __init__(self, index: Path) -> None:
        self._index, self._decoder = index, zlib.crc32(version().encode())

    def __iter__(self) -> Iterator[Finding]:
        try:
            with self._index.open("rb") as lines:
                for line in lines:
                    if line[:9] != self._checksum(line[9:]):
                        return
                    yield Finding(*json.loads(line[9:]))
        except OSError:
            return

    def write(self, findings: Iterable[Finding]) -> None:
        """Puts other findings in the place of these, which may be read meanwhile."""
        lines = (json.dumps(finding, separators=(",", ":")).encode() + b"\n" for finding in findings)
        zoo.atomic_write(self._index, (self._checksum(line) + line for line in lines))

    def _checksum(self, line: bytes) -> bytes:
        return b"%08x " % zlib.crc32(line, self._decoder)


def scan(tree: Tree) -> Findings:
    """Returns a finding for each file. Files that have not changed since the last scan are not opened.

    Raises:
        zoo.DataError: a file vanished or may not be read.
        zoo.StoreError: the data folder cannot be written.
    """
    name = hashlib.sha256(os.fsencode(tree.root.absolute())).hexdigest()[:16]
    known = Findings(zoo.data_folder() / "image-folder" / f"{name}.jsonl")
    pairs = itertools.zip_longest(tree.files, known)
    if not all(before and before.file == file and _unchanged(tree.root, before) for file, before in pairs):
        known.write(zoo.track(_findings(tree, known), len(tree.files), f"looking at {tree.root.name}"))
    return known


def refuse_unreadable(tree: Tree, findings: Findings) -> None:
    """Raises `zoo.DataError` naming the first file that cannot be read, and how many there are."""
    unreadable = (finding for finding in findings if finding.problem)
    if first := next(unreadable, None):
        count = 1 + sum(1 for _ in unreadable)
        raise zoo.DataError(
            f"{count:,} of {len(tree.files):,} images in {tree.root} cannot be read; the first is {first.file}.",
            cause=f"{first.problem}.",
            hint="replace or remove them, and type the command again",
        )


def fingerprint_of(findings: Findings) -> str:
    """Returns a hash of every file's place and content."""
    digest = hashlib.sha256()
    for finding in findings:
        digest.update(f"{finding.file}\0{finding.sha256}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()[:16]


def _findings(tree: Tree, known: Findings) -> Iterator[Finding]:
    """Yields the findings in the files' order. Batch by batch, for all files as futures at once would fill memory."""
    from concurrent.futures import ThreadPoolExecutor

    def find(pair: tuple[str, Finding | None]) -> Finding:
        file, before = pair
        return before if before and _unchanged(tree.root, before) else _look(tree.root, file)

    pairs = _paired(tree, known)
    with ThreadPoolExecutor(THREADS) as threads:
        while batch := list(itertools.islice(pairs, BATCH)):
            yield from threads.map(find, batch)


def _paired(tree: Tree, known: Findings) -> Iterator[tuple[str, Finding | None]]:
    """Yields each file with what is known of it. Both are in order, so that one step at a time is enough."""
    left = iter(known)
    before = next(left, None)
    for file in tree.files:
        while before and tree.place(before.file) < tree.place(file):
            before = next(left, None)
        yield file, before if before and before.file == file else None


def _unchanged(root: Path, before: Finding) -> bool:
    try:
        return before.stamp == _stamp(os.stat(os.path.join(root, before.file)))
    except OSError:  # it is looked at, and then named
        return False


def _stamp(status: os.stat_result) -> str:
    """Returns what changes with a file. Its size and time are not enough: whoever unpacks or swaps files keeps both;
    the inode and the time of its change are set by the system."""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"


def _look(root: Path, file: str) -> Finding:
    path = os.path.join(root, file)  # of each part of a `Path` Python keeps a copy
    try:
        with open(path, "rb") as stream:
            status = os.fstat(stream.fileno())
            content = stream.read() if status.st_size <= LARGEST else b""
    except OSError as error:
        raise zoo.DataError(f"{path} cannot be opened.", cause=f"{error.strerror}.") from error
    known = file, _stamp(status), hashlib.sha256(content).hexdigest()
    try:
        if status.st_size > LARGEST:
            raise Unreadable(f"it is larger than {LARGEST:,} bytes")
        return Finding(*known, None, *look(content))
    except Unreadable as error:
        return Finding(*known, str(error))
