"""The contract of launchers, checked with tasks that train nothing: done, handed over, stopped, killed, lost."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest import SkipTest

from zoo.errors import UsageError
from zoo.plugin.events import Checkpoint, Done, Event, Started, Stopped
from zoo.plugin.launcher import LaunchConfig, Task, Workers
from zoo.testing.framework import Broken, Subject, check

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


def tried(subject: Subject) -> dict[str, BaseException | None]:
    """Gives one worker task after task; returns the checks that passed, and what ended the last one; for
    `Subject.once`."""
    launch = LaunchConfig(handler=f"{__name__}:Trial", settings={"threads": 1}, logs=subject.folder / "logs", jobs=1)
    try:
        workers = subject.component.call("start", subject.values, launch)
    except UsageError as error:  # what it needs is not here: a library, a cluster
        raise SkipTest(str(error)) from error
    if not isinstance(workers, Workers):
        raise Broken(
            "zoo.Workers from `start`", repr(workers), "return zoo.Workers: docs/reference/plugins.md, Launchers"
        )
    outcomes: dict[str, BaseException | None] = {}
    with workers:
        steps = _steps(workers, subject.folder)
        for name in STEPS:
            try:
                next(steps)
            except Exception as error:  # noqa: BLE001 - the check of that name raises it
                return {**outcomes, name: error}
            outcomes[name] = None
    return outcomes


def _steps(workers: Workers, folder: Path) -> Iterator[None]:
    """Does what each of `STEPS` is about."""
    _submit(workers, first := _task(folder, "first"))
    _expect("done", _last(workers, first), "a task")
    yield
    kept = folder / "first" / KEPT
    if not kept.exists() or kept.read_text() != "first":
        remedy = "share the folder of the task with the worker, or hand the file over in zoo.TaskEvent.files"
        raise Broken(f"the worker's file {KEPT} in the task's folder", "it is not there", remedy)
    yield
    _submit(workers, dies := _task(folder, "dies", act="die"))
    _expect("failed", _last(workers, dies), "a task whose worker dies")
    yield
    _submit(workers, again := _task(folder, "first", act="wait", resume=True))
    seen = _until(workers, again, lambda event: isinstance(event, Started)).to_dict()["provenance"]
    if seen != {"checkpoint": "first"}:
        remedy = "bring the files below checkpoints/ to the worker of a task whose `resume` is true"
        raise Broken("a worker that sees the checkpoint of its task", f"{seen}", remedy)
    yield
    workers.stop(again)
    _expect("stopped", _last(workers, again), "a task that is asked to stop")
    yield
    _submit(workers, killed := _task(folder, "killed", act="wait"))
    _until(workers, killed, lambda event: isinstance(event, Started))
    workers.kill(killed)
    if workers.free != 1:
        raise Broken("a free worker after its task was killed", f"free is {workers.free}", "end its process in `kill`")
    _submit(workers, last := _task(folder, "last"))
    _expect("done", _last(workers, last), "the task after one that was killed")
    yield


STEPS = {
    "trains": "a task that is submitted is done, and `free` counts it meanwhile",
    "hands files over": "what a worker writes is afterwards in the folder of its task",
    "tells of deaths": "the task of a worker that dies is failed, and the next one gets a worker",
    "brings checkpoints": "a task that goes on finds its checkpoint",
    "stops": "a task that is asked to stop ends with `stopped`",
    "kills": "a task that is killed leaves its worker free, and the next one is done",
}
"""The checks, in the order in which one worker goes through them: after one that fails the others are skipped."""


def _check_of(name: str) -> Callable[[Subject], None]:
    def step(subject: Subject) -> None:
        outcomes = subject.once(tried)
        if name not in outcomes:
            raise SkipTest(f"{[*outcomes][-1]!r} failed before")
        if (error := outcomes[name]) is not None:
            raise error

    return step


for _name, _about in STEPS.items():
    check("launcher", _name, _about)(_check_of(_name))


def _expect(kind: str, found: str, what: str) -> None:
    if found != kind:
        raise Broken(f"{what} to end with the event {kind}", found, "give the events of each task as they come")


def _task(folder: Path, run: str, *, act: str = "train", resume: bool = False) -> Task:
    own = folder / run
    own.mkdir(exist_ok=True)
    common = {"experiment": {}, "token": 1, "threads": 1}
    return {"task": "run", "run": run, "folder": str(own), "resume": resume, "act": act, **common}


def _submit(workers: Workers, task: Task) -> None:
    deadline = time.monotonic() + PATIENCE
    while not workers.free and time.monotonic() < deadline:
        workers.wait(1.0)
    for count, when in ((1, "before a task is submitted"), (0, "after it")):
        if workers.free != count:
            raise Broken(f"`free` to be {count} {when}, of one worker", f"{workers.free}", "count the tasks in work")
        if count:
            workers.submit(task)


def _last(workers: Workers, task: Task) -> str:
    return _until(workers, task, lambda event: event.last).kind


def _until(workers: Workers, task: Task, wanted: Callable[[Event], bool]) -> Event:
    """Waits for an event that is wanted, the last one for now; puts what is handed over into the task's folder."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for happened in workers.wait(1.0):
            if happened.task is not task:
                raise Broken("events of the task itself", f"{happened}", "keep the object that `submit` was given")
            for name, path in happened.files.items():
                (Path(task["folder"]) / name).parent.mkdir(exist_ok=True)
                (Path(task["folder"]) / name).write_bytes(path.read_bytes())
            if wanted(happened.event):
                return happened.event
    raise Broken(f"an event within {PATIENCE:g} s", "none came", "give what workers say in `wait`")
