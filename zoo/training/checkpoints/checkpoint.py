"""Checkpoints: where a training stands, whole in one file, with a hash that is verified when it is read."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from zoo.errors import StoreError
from zoo.files import atomic_path, sync, writable
from zoo.training.checkpoints.serialization import dtype_name, pack, unpack

if TYPE_CHECKING:
    from zoo.store.run_folder import RunFolder

KEPT = 2
MAGIC = b"zoo checkpoint 1\n"
LENGTH = 8  # bytes of the number that says how long the header is
DIGEST = 32  # bytes of a SHA-256
NAME = re.compile(r"\d+-\d+\.ckpt")


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """Where a training stands.

    Args:
        epoch: how many epochs are complete.
        step: how many batches of the next epoch have been trained on; 0 at an epoch's end.
        identity: what it was made with, in the form of `zoo.training.checkpoints.identity.identity`.
        state: a tree that `zoo.training.checkpoints.serialization.pack` takes.
    """

    epoch: int
    step: int
    identity: Mapping[str, Any]
    state: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.epoch:06d}-{self.step:08d}.ckpt"

    def pieces(self) -> Iterator[bytes | memoryview]:
        """Yields the file: what it is, a header of JSON and its length, the arrays, and the SHA-256 of all this."""
        arrays: list[np.ndarray] = []
        content = {"epoch": self.epoch, "step": self.step, "identity": dict(self.identity), "state": self.state}
        packed = pack(content, arrays)
        forms = [[dtype_name(array.dtype), array.shape] for array in arrays]
        header = json.dumps({"content": packed, "arrays": forms}).encode()
        digest = hashlib.sha256()
        pieces: list[bytes | memoryview] = [MAGIC, len(header).to_bytes(LENGTH, "little"), header]
        for piece in (*pieces, *map(_bytes, arrays)):
            digest.update(piece)
            yield piece
        yield digest.digest()

    @classmethod
    def read(cls, path: Path) -> Checkpoint:
        """Reads what `pieces` made.

        Raises:
            ValueError: the file is damaged, or of another form.
            OSError: it cannot be read.
        """
        content = path.read_bytes()
        if not content.startswith(MAGIC):
            raise ValueError("it is empty" if not content else "it does not begin as a checkpoint does")
        body, digest = content[:-DIGEST], content[-DIGEST:]
        if hashlib.sha256(body).digest() != digest:
            raise ValueError("it was cut off or changed, for its SHA-256 is another one")
        start = len(MAGIC) + LENGTH
        end = start + int.from_bytes(body[len(MAGIC) : start], "little")
        header = json.loads(body[start:end])
        return cls(**unpack(header["content"], list(_arrays(header["arrays"], body, end))))


class Checkpoints:
    """The checkpoints of a run, in `checkpoints/` of its folder; the last two are kept.

    Raises:
        LeaseLost: from any method: the run has been passed on.
        StoreError: from any method: the folder cannot be written; the checkpoints that it holds are untouched.
    """

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self.path = folder.checkpoints

    def write(self, checkpoint: Checkpoint) -> None:
        """Writes a checkpoint, so that not even a power failure takes it away, and then removes what is too old."""
        with self._writing():
            if new := not self.path.exists():
                self.path.mkdir()
            with atomic_path(self.path / checkpoint.name) as stream:
                stream.writelines(checkpoint.pieces())
            sync(self.path, *([self._folder.path] if new else []))
            self._remove(self._all()[KEPT:])

    def newest(self) -> tuple[Checkpoint | None, list[str]]:
        """Returns the newest checkpoint that is whole, and a note for each newer one; those are removed."""
        damaged, notes = [], []
        checkpoint = None
        for path in self._all():
            try:
                checkpoint = Checkpoint.read(path)
                break
            except OSError as error:
                notes.append(f"the checkpoint {path.name} cannot be read: {error.strerror or error}")
            except (ValueError, KeyError, TypeError) as error:
                damaged.append(path)
                notes.append(f"the checkpoint {path.name} is damaged: {error}")
        with self._writing():
            self._remove(damaged)
        return checkpoint, notes

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        with self._folder.writing(), writable(self.path):
            yield

    def _all(self) -> list[Path]:
        """Returns the files, newest first."""
        try:
            found = [path for path in self.path.iterdir() if NAME.fullmatch(path.name)]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StoreError(f"{self.path} cannot be read.", cause=f"{error.strerror or error}.") from error
        return sorted(found, key=lambda path: path.name, reverse=True)

    def _remove(self, paths: list[Path]) -> None:
        """Removes files, and what writers that died left: nobody else writes at this moment."""
        for path in [*paths, *self.path.glob(".*.tmp")]:
            path.unlink(missing_ok=True)


def _bytes(array: np.ndarray) -> memoryview:
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8).data


def _arrays(forms: list[Any], body: bytes, start: int) -> Iterator[np.ndarray]:
    """Yields copies, which can be written into."""
    for name, shape in forms:
        array = np.ndarray(shape, np.dtype(name), body, start)
        start += array.nbytes
        yield array.copy()
