"""Writes checkpoints in forked processes, which kill themselves within the third; prints how each ended."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import numpy as np

from zoo import files
from zoo.store.run_folder import RunFolder
from zoo.training.checkpoints.checkpoint import Checkpoint, Checkpoints


def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)


def before(module, name, count=1):
    """Has the `count`th call of a function die."""
    after(module, name, count, first=die)


def after(module, name, count=1, first=lambda *_, **__: None, then=lambda *_, **__: None):
    """Has `then` called after the `count`th call of a function, and `first` before it."""
    original, calls = getattr(module, name), []

    def call(*arguments, **named):
        calls.append(1)
        if len(calls) == count:
            first()
        answer = original(*arguments, **named)
        if len(calls) == count:
            then()
        return answer

    setattr(module, name, call)


def within_the_write(pieces):
    """Has the writer die when that many pieces are on the disk."""
    original = Checkpoint.pieces

    def cut(self):
        for number, piece in enumerate(original(self)):
            if number == pieces:
                die()
            yield piece

    Checkpoint.pieces = cut
    files.os.fdopen = lambda descriptor, mode: open(descriptor, mode, buffering=0)  # noqa: SIM115


ARM = {
    "before it begins": die,
    "temporary file opened": lambda: after(files.tempfile, "mkstemp", then=die),
    "first bytes written": lambda: within_the_write(1),
    "half written": lambda: within_the_write(4),
    "before fsync": lambda: before(os, "fsync"),
    "after fsync": lambda: after(os, "fsync", then=die),
    "before replace": lambda: before(os, "replace"),
    "after replace": lambda: after(os, "replace", then=die),
    "before the folder's fsync": lambda: before(os, "fsync", 2),
    "before the old one is removed": lambda: before(Path, "unlink"),
    "after the old one is removed": lambda: after(Path, "unlink", then=die),
}


def write(folder, step):
    folder.claim()
    checkpoints = Checkpoints(folder)
    for epoch in (1, 2, 3):
        if epoch == 3:
            ARM[step]()
        weights = np.random.default_rng(epoch).normal(size=200_000).astype(np.float32)
        checkpoints.write(Checkpoint(epoch=epoch, step=0, identity={}, state={"weights": [weights], "notes": []}))


def main():
    root, *steps = sys.argv[1:]
    ended = []
    for number, step in enumerate(steps):
        child = os.fork()
        if not child:
            write(RunFolder(Path(root) / str(number), 1), step)
            os._exit(0)
        ended.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    print(json.dumps(ended))


if __name__ == "__main__":
    main()
