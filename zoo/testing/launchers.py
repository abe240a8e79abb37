"""The contract of launchers, checked with tasks that train nothing: done, handed over, stopped, killed, lost."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from zoo.plugin.components import Launcher
from zoo.plugin.events import Checkpoint, Done, Event, Started, Stopped
from zoo.plugin.launcher import LaunchConfig, Task, Workers

PATIENCE = 120.0
"""Seconds within which something has to happen: a cluster may be busy."""

KEPT = "checkpoints/000001-000000.ckpt"


class Trial:
    """The handler of these tasks: the task's `act` says what to do."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.stopping = threading.Event()

    def stop(self) -> None:
        self.stopping.set()

    def go_on(self) -> None:
        self.stopping.clear()

    def handle(self, task: Mapping[str, Any], emit: Callable[[Event], None]) -> None:
        run, kept = task["run"], Path(task["folder"]) / KEPT
        seen = {"checkpoint": kept.read_text() if task["resume"] else None}
        emit(Started(run=run, epochs=1, steps_per_epoch=1, provenance=seen))
        if task["act"] == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if task["act"] == "wait":
            self.stopping.wait(PATIENCE)
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(run)
        emit(Checkpoint(run=run, epoch=1, step=0))
        emit(Stopped(run=run, epoch=1, step=0) if task["act"] == "wait" else Done(run=run, result={}))


def check_launcher(component: Launcher, values: Mapping[str, Any]) -> None:
    """Starts one worker at a time, and gives it tasks."""
    with tempfile.TemporaryDirectory() as folder:
        launch = LaunchConfig(handler=f"{__name__}:Trial", settings={"threads": 1}, logs=Path(folder) / "logs", jobs=1)
        workers = component.call("start", values, launch)
        assert isinstance(workers, Workers), f"{component.name} gave {workers!r}, and not zoo.Workers"
        with workers:
            _check(component.name, workers, Path(folder))


def _check(name: str, workers: Workers, folder: Path) -> None:
    _submit(workers, first := _task(folder, "first"))
    assert _last(workers, first) == "done", f"{name}: a task was not done"
    kept = folder / "first" / KEPT
    assert kept.read_text() == "first", f"{name}: the file that a worker wrote was not in the folder, nor handed over"
    _submit(workers, dies := _task(folder, "dies", act="die"))
    assert _last(workers, dies) == "failed", f"{name}: a worker that died did not fail its task"
    _submit(workers, again := _task(folder, "first", act="wait", resume=True))
    started = _until(workers, again, lambda event: isinstance(event, Started))
    assert started.to_dict()["provenance"] == {"checkpoint": "first"}, (
        f"{name}: a worker did not see the checkpoint of its task"
    )
    workers.stop(again)
    assert _last(workers, again) == "stopped", f"{name}: a task was not stopped"
    _submit(workers, killed := _task(folder, "killed", act="wait"))
    _until(workers, killed, lambda event: isinstance(event, Started))
    workers.kill(killed)
    assert workers.free == 1, f"{name}: a task that was killed keeps its worker"
    _submit(workers, last := _task(folder, "last"))
    assert _last(workers, last) == "done", f"{name}: after a task was killed, the next one was not done"


def _task(folder: Path, run: str, *, act: str = "train", resume: bool = False) -> Task:
    own = folder / run
    own.mkdir(exist_ok=True)
    common = {"experiment": {}, "token": 1, "threads": 1}
    return {"task": "run", "run": run, "folder": str(own), "resume": resume, "act": act, **common}


def _submit(workers: Workers, task: Task) -> None:
    assert workers.free == 1, "a worker that has nothing to do is not free"
    workers.submit(task)
    assert workers.free == 0, "of one worker, one is free while it has a task"


def _last(workers: Workers, task: Task) -> str:
    return _until(workers, task, lambda event: event.last).kind


def _until(workers: Workers, task: Task, wanted: Callable[[Event], bool]) -> Event:
    """Waits for an event that is wanted, the last one for now; puts what is handed over into the task's folder."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for happened in workers.wait(1.0):
            assert happened.task is task, f"an event of another task came: {happened}"
            for name, path in happened.files.items():
                (Path(task["folder"]) / name).parent.mkdir(exist_ok=True)
                (Path(task["folder"]) / name).write_bytes(path.read_bytes())
            if wanted(happened.event):
                return happened.event
    raise AssertionError(f"within {PATIENCE:g} s nothing came of a task")
