"""A place's work at a task: its own copy of the run's folder, and what it tells `zoo run` of it."""

import contextlib
import json
import os
import shutil
from pathlib import Path


class Attempt:
    """The newest attempt at a task; `begin` makes one.

    Args:
        folder: that of the task on the desk.
        number: of the attempt, from 1.
    """

    def __init__(self, folder, number):
        self.folder, self.lines, self.offset = folder / str(number), 0, 0

    @classmethod
    def begin(cls, folder):
        """Begins one where the last attempt left a checkpoint, else with what `zoo run` gave. Returns it and the task.

        A place that was lost may live on and write: so nobody works in another one's folder.
        """
        task = json.loads((folder / "task").read_text())
        last = max(int(path.name) for path in folder.iterdir() if path.is_dir())
        attempt = cls(folder, last + 1)
        if "folder" not in task:
            attempt.folder.mkdir()
            return attempt, task
        left = folder / str(last) / task["run"]
        goes_on = last > 0 and any(left.glob("checkpoints/*.ckpt"))
        own = attempt.folder / task["run"]
        shutil.copytree(left if goes_on else folder / "0" / task["run"], own)
        return attempt, {**task, "folder": str(own), "resume": task["resume"] or goes_on, "given": task["folder"]}

    def tell(self, happened):
        """Writes down an event; with a checkpoint and the last one, hands over what the worker has written by then."""
        event, task = happened.event, happened.task
        self.lines += 1
        if "folder" in task and (event.kind == "checkpoint" or event.last):
            self._hand_over(Path(task["folder"]), self.folder / str(self.lines))
        line = json.dumps(event.to_dict())
        if "folder" in task:  # errors name files, which are read where `zoo run` has them
            line = line.replace(task["folder"], task["given"])
        with (self.folder / "events").open("a") as events:
            events.write(line + "\n")

    def read(self):
        """Returns what was told since the last call: pairs of an event, as JSON has it, and the folder of its files."""
        with contextlib.suppress(FileNotFoundError), (self.folder / "events").open("rb") as events:
            events.seek(self.offset)
            told = [line for line in events if line.endswith(b"\n")]  # the last one may be on its way
            self.offset += sum(map(len, told))
            first, self.lines = self.lines + 1, self.lines + len(told)
            return [(json.loads(line), self.folder / str(number)) for number, line in enumerate(told, first)]
        return []

    def _hand_over(self, own, brought):
        """Links what is there now: the worker goes on, and replaces its files by others."""
        for path in own.rglob("[!.]*"):
            with contextlib.suppress(FileNotFoundError):
                if path.is_file():
                    (brought / path.relative_to(own)).parent.mkdir(parents=True, exist_ok=True)
                    os.link(path, brought / path.relative_to(own))
