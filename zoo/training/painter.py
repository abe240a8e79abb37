"""The task handler that draws the pictures of runs, in a process that imports no TensorFlow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from zoo.errors import Failure
from zoo.files import sync
from zoo.plugin.events import Checked, Event
from zoo.store import run_files
from zoo.store.run_folder import RunFolder


class Painter:
    """Handles tasks with the `path` of a run's folder and the `token` that it was trained with.

    Args:
        settings: `titles`, of the pictures, by the experiment's group.
    """

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.titles = settings["titles"]

    def handle(self, task: Mapping[str, Any], emit: Callable[[Event], None]) -> None:
        """Draws; the event says where that failed."""
        from zoo.training import plots

        try:
            with RunFolder(Path(task["path"]), task["token"]).writing() as path:
                plots.draw(path, self.titles[run_files.experiment(path, "group")["group"]])
                sync(path)
        except Exception as error:  # noqa: BLE001 - whatever it is, it ends this run alone
            emit(Checked(facts={}, refused=Failure.of(error)))
        else:
            emit(Checked(facts={}))
