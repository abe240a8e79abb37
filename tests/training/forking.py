"""Does a worker's tasks, each in a new process, forked from one that has imported TensorFlow and computed nothing yet.

Reads a task per line, and answers how its process ended and what it told. A task's `die` says where the process kills
itself, `stop` after which batch it is asked to stop.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent / "checkpoints"))
import shelf
from dying_writer import ARM, die

from zoo.experiments import registry
from zoo.plugin.discovery import Provider
from zoo.training import multi_step, outputs, session
from zoo.training.checkpoints import checkpoint
from zoo.training.worker import Handler

IMPORTED = ("scipy.special", "sklearn.datasets", "sklearn.metrics", "sklearn.model_selection")
"""Here, and not once more in every process."""

SELF = Provider("zoo-tests", "1.0", "zoo-tests[shelf]")


def everything():
    """Returns a registry of the zoo's own components and of those on the shelf."""
    own = registry.load(disabled=())
    more = {(component.kind, component.name): (component, SELF) for component in shelf.COMPONENTS}
    return replace(own, components={**own.components, **more})


def after_batch(epoch, step, act):
    trained = multi_step.MultiStepFunction._block

    def block(self, iterator, steps):
        trained(self, iterator, steps)
        if (self._epoch, self._done) >= (epoch, step):
            act()

    multi_step.MultiStepFunction._block = block


def within_checkpoint(number, step):
    """Arms the writing of the `number`th checkpoint of this process."""
    write, count = checkpoint.Checkpoints.write, []

    def counted(self, what):
        count.append(1)
        if len(count) == number:
            ARM[step]()
        write(self, what)

    checkpoint.Checkpoints.write = counted


def arm(handler, task):
    point = task.get("die", {})
    if "batch" in point:
        after_batch(*point["batch"], die)
    if "checkpoint" in point:
        within_checkpoint(*point["checkpoint"])
    if point.get("while") == "results are written":
        outputs.write_test = die
    if "stop" in task:
        after_batch(*task["stop"], handler.stop)


def do(handler, task, told):
    multi_step.LARGEST, multi_step.SECONDS, session.plots = 3, 1e9, shelf.EMPTY_PICTURES

    def emit(event):
        message = event.to_dict()
        told.write(json.dumps(message) + "\n")
        told.flush()
        if event.kind == task.get("die", {}).get("event") and message.get("epoch") == task["die"].get("epoch"):
            die()

    arm(handler, task)
    handler.handle(task, emit)


def main():
    for name in IMPORTED:
        importlib.import_module(name)
    handler = Handler({"threads": 2}, everything())
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        task = json.loads(line)
        place = Path(task["folder"]).with_suffix(".events")
        child = os.fork()
        if not child:
            log = os.open(place.with_suffix(".log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(log, 1)
            os.dup2(log, 2)
            with place.open("w") as told:
                do(handler, task, told)
            os._exit(0)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        events = [json.loads(line) for line in place.read_text().splitlines()]
        print(json.dumps({"ended": ended, "events": events}), file=answers, flush=True)


if __name__ == "__main__":
    main()
