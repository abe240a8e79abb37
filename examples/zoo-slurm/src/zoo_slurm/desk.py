"""The desk between `zoo run` and its jobs: a folder that both see. Every file in it appears whole, or grows by lines.

beat              a number that grows as long as `zoo run` lives
queue/000007      a task that waits; who renames it to
taken/000007@3    has it: here, the place number 3
000007/task       the task, as JSON; `stop` and `kill` beside it ask for an end
000007/0/RUN/     the run's folder, as `zoo run` gave it
000007/1/RUN/     the copy that the first place works in; the next place that goes on with it makes number 2
000007/1/events   what happened there, a line of JSON each
000007/1/5/       the files that were brought with line 5
"""

import contextlib
import json
import os
import shutil
import time
import uuid
from pathlib import Path

import zoo

DAY = 86400.0


class Desk:
    """The folder, for both sides."""

    def __init__(self, folder):
        self.folder = Path(folder)

    @classmethod
    def new(cls, parent):
        """Makes a desk of its own in a folder that all nodes see, and clears away those that were left a day ago."""
        for beat in Path(parent).expanduser().glob("*/beat"):
            if time.time() - beat.stat().st_mtime > DAY:
                shutil.rmtree(beat.parent, ignore_errors=True)
        desk = cls(Path(parent).expanduser().absolute() / uuid.uuid4().hex[:8])
        for name in ("queue", "taken", "jobs"):
            (desk.folder / name).mkdir(parents=True)
        return desk

    def beat(self, number=None):
        """Writes the number that says that `zoo run` lives; without one, returns the last."""
        if number is not None:
            zoo.atomic_write(self.folder / "beat", str(number).encode())
        with contextlib.suppress(FileNotFoundError):
            return (self.folder / "beat").read_text()

    def put(self, name, task):
        """Puts a task on the desk, with a copy of its folder."""
        (self.folder / name / "0").mkdir(parents=True)
        if "folder" in task:
            shutil.copytree(task["folder"], self.folder / name / "0" / task["run"], ignore=shutil.ignore_patterns(".*"))
        zoo.atomic_write(self.folder / name / "task", json.dumps(dict(task)).encode())
        zoo.atomic_write(self.folder / "queue" / name, b"")

    def ask(self, name, what):
        """Asks whoever has the task to `stop` or to `kill` it."""
        (self.folder / name / what).touch()

    def asked(self, name, what):
        return (self.folder / name / what).exists()

    def taken(self, place):
        """Returns the names of the tasks that a place has."""
        return [path.name.partition("@")[0] for path in (self.folder / "taken").glob(f"*@{place}")]

    def take(self, place):
        """Returns the name of a task: one that the place still has, for Slurm began it anew, or the next; or None."""
        for name in sorted(os.listdir(self.folder / "queue")):
            if self.taken(place):
                break
            with contextlib.suppress(FileNotFoundError):  # another place was faster
                (self.folder / "queue" / name).rename(self.folder / "taken" / f"{name}@{place}")
        return next(iter(self.taken(place)), None)

    def put_back(self, name, place):
        """Has another place go on with a task."""
        (self.folder / "taken" / f"{name}@{place}").rename(self.folder / "queue" / name)

    def clear(self, name, place):
        """Says that a place is through with a task."""
        (self.folder / "taken" / f"{name}@{place}").unlink()

    def withdraw(self, name):
        """Takes a task off the queue, where nobody has taken it."""
        (self.folder / "queue" / name).unlink(missing_ok=True)
