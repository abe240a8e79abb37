"""A place for one run at a time on a node: an actor, and in it a pool with one supervised worker."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import zoo
from zoo_ray.carrying import Arrivals, NewFiles, Piece, pieces

PATIENCE = 1.0
"""Seconds of one wait for the worker; whoever asks something of it ends that earlier."""

PREFIX = "zoo-ray-"
"""How the folders of places begin; the number of the process follows."""

STOP, KILL = "stop", "kill"

Message = dict[str, Any] | Piece


class Place:
    """Lives in an actor's process. Ray calls `do` in one thread, and what else is asked meanwhile in others.

    Args:
        handler, settings: as `zoo.LaunchConfig` has them.
        gpus: whether the actor has any: where it has none, its runs see none.
    """

    def __init__(self, handler: str, settings: Mapping[str, Any], *, gpus: bool) -> None:
        if not gpus:
            os.environ["CUDA_VISIBLE_DEVICES"] = ""
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        self._asked, self._working, self._closing = Asked(), threading.Lock(), False
        logs = self.folder / "logs"
        self.pool = zoo.Pool(zoo.LaunchConfig(handler=handler, settings=settings, logs=logs, wake=self._asked))

    def do(self, number: int, task: Mapping[str, Any], files: list[Any]) -> Iterator[Message]:
        """Does a task, and yields what comes of it: each event as JSON has it, after the pieces of files that are new.

        Args:
            number: of the task, for `ask`.
            files: references to the pieces of what it goes on from.
        """
        with self._working, tempfile.TemporaryDirectory(dir=self.folder, ignore_cleanup_errors=True) as own:
            yield from self._done(number, _here(task, Path(own), files))

    def expect(self, folder: str, manifest: str) -> bool:
        """Returns whether the node has not the data of a `zoo.Parcel`: they are expected then, piece by piece."""
        delivery = zoo.Delivery(zoo.Parcel(folder=folder, manifest=manifest))
        if not delivery.wanted:
            delivery.close()
            return False
        self._delivery = delivery
        return True

    def receive(self, file: str, piece: bytes) -> None:
        """Takes the next piece of what is expected."""
        self._delivery.add(file, piece)

    def complete(self) -> None:
        """Has what was expected count as data of the node."""
        try:
            self._delivery.finish()
        finally:
            self._delivery.close()

    def ask(self, number: int, what: str) -> None:
        """Asks the task of that number for a checkpoint and an end (`STOP`), or for nothing more at all (`KILL`)."""
        self._asked.add(number, what)

    def close(self) -> None:
        """Ends the worker, be it at work, and removes what it wrote."""
        self._closing = True
        self._asked.add(0, KILL)
        with self._working:
            self.pool.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _done(self, number: int, task: Mapping[str, Any]) -> Iterator[Message]:
        new = NewFiles(Path(task["folder"])) if "folder" in task else None
        self.pool.submit(task)
        while True:
            asked = self._asked.take(number)
            if KILL in asked or self._closing:
                self.pool.kill(task)
                return
            if STOP in asked:
                self.pool.stop(task)
            for happened in self.pool.wait(PATIENCE):
                event = happened.event
                if new and (event.kind == "checkpoint" or event.last):
                    for name in new.look():
                        yield from pieces(new.folder, name)
                yield event.to_dict()
                if event.last:
                    return


def _here(task: Mapping[str, Any], own: Path, files: list[Any]) -> Mapping[str, Any]:
    """Returns a task whose folder is one of this node, with its files in it."""
    if "folder" not in task:
        return task
    import ray

    folder = own / Path(task["folder"]).name
    folder.mkdir()
    arrivals = Arrivals(own)
    for piece in files:
        arrivals.add(ray.get(piece))
    for name, path in arrivals.take().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        path.rename(folder / name)
    return {**task, "folder": str(folder)}


class Asked:
    """What is asked of tasks, by their numbers: readable when something is, so that it ends a pool's wait."""

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        self._asked: list[tuple[int, str]] = []

    def fileno(self) -> int:
        return self._reader

    def add(self, number: int, what: str) -> None:
        self._asked.append((number, what))
        os.write(self._writer, b"!")

    def take(self, number: int) -> set[str]:
        """Returns what is asked of a task, once."""
        with contextlib.suppress(BlockingIOError):
            os.read(self._reader, 1024)
        asked, self._asked = self._asked, []
        return {what for known, what in asked if known == number}
