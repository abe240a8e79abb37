"""The task handler that lives in a worker process: it checks experiments and trains them, one after the other."""

from __future__ import annotations

import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zoo.data import cache
from zoo.errors import Failure, RunFailed, UsageError, ZooError, some
from zoo.experiments import provenance
from zoo.experiments.loaded_code import LoadedCode
from zoo.plugin.events import Checked, Checkpoint, Done, Event, Failed, Outdated, Progress
from zoo.plugin.events import Diverged as DivergedEvent
from zoo.plugin.events import Stopped as StoppedEvent
from zoo.store.run_folder import LOG
from zoo.training import environment, log, node
from zoo.training.between_runs import BetweenRuns
from zoo.training.endings import Diverged, Stopped
from zoo.training.prepare import load_dataset

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment, Part
    from zoo.experiments.registry import Registry
    from zoo.plugin.images import Splits

REMEMBERED = (Checkpoint, StoppedEvent, DivergedEvent, Failed)
"""The events that say how much memory the run has needed so far; `Done` says it in its result."""

Task = Mapping[str, Any]
Emit = Callable[[Event], None]


class Handler:
    """Handles the tasks `node`, `check` and `run`. Tasks are plain JSON.

    Args:
        settings: `threads`, and optionally `disabled_plugins`, `strict_plugins`, the path of a `zoofile`, and `offline`
            where checks download nothing: what depends on data that are not there is not known then.
        registry: the components, where a caller has loaded them; else they are loaded here.
    """

    def __init__(self, settings: Mapping[str, Any], registry: Registry | None = None) -> None:
        self.threads = int(settings["threads"])
        environment.prepare(self.threads)
        from zoo.experiments.registry import load_as

        own, began = set(sys.modules), time.time()
        self.registry = registry or load_as(settings)
        self.code = LoadedCode(self.registry, began)
        self.between, self._offline = BetweenRuns(own), bool(settings.get("offline"))
        self._loaded: tuple[Part, Splits, str] | None = None
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Has the run that trains stop at its next block of steps, with a checkpoint. For another thread to call."""
        self._stopping.set()

    def go_on(self) -> None:
        """Forgets `stop`: the run that it was meant for is over."""
        self._stopping.clear()

    def handle(self, task: Task, emit: Emit) -> None:
        """Does one task; whatever goes wrong in it becomes an event. The last one says whether the worker is spent.

        Raises:
            UsageError: there is no such task.
        """
        tasks = {"node": self._node, "check": self._check, "run": self._run}
        if task.get("task") not in tasks:
            raise UsageError(f"There is no task {task.get('task')!r}.", cause=f"A worker knows {', '.join(tasks)}.")

        def emit_last(event: Event) -> None:
            if event.last and (left := self.between.restore()):
                log.line(f"The next task gets another worker, for this one is not as it was: {', '.join(left)}.")
                event = replace(event, spent=True)
            emit(event)

        tasks[task["task"]](task, emit_last)

    def _node(self, task: Task, emit: Emit) -> None:
        emit(node.answer(task, self.registry, self.code, lambda part: None if self._absent(part) else self.load(part)))

    def _check(self, task: Task, emit: Emit) -> None:
        from zoo.experiments.experiment import Experiment
        from zoo.training.outputs import plain

        try:
            experiment = Experiment.from_dict(task["experiment"], self.registry)
            if self._outdated(experiment, task, emit):
                return
            absent = self._absent(experiment.dataset)
            emit(Checked(facts={} if absent else plain(self._facts(experiment, probe=task.get("probe", False)))))
        except ZooError as error:
            if error.__cause__:
                log.exception()
            emit(Checked(facts={}, refused=Failure.of(error)))

    def _facts(self, experiment: Experiment, *, probe: bool) -> dict[str, Any]:
        from zoo.training.assembly import assemble
        from zoo.training.throughput import seconds_per_epoch

        splits, data = self.load(experiment.dataset)
        with tempfile.TemporaryDirectory() as folder:
            assembly = assemble(experiment, self.registry, splits, Path(folder))
            assembly.check()
            measured = {"seconds_per_epoch": seconds_per_epoch(assembly)} if probe else {}
        return {"data": data, **assembly.facts, **measured}

    def _run(self, task: Task, emit: Emit) -> None:
        environment.peak_memory_mb(reset=True)

        def emit_plain(event: Event) -> None:
            from zoo.training.outputs import plain

            peak = environment.peak_memory_mb() if isinstance(event, REMEMBERED) else None
            event = replace(event, run=task["run"], peak_memory_mb=peak)
            message = plain(event.to_dict())
            if not isinstance(event, Progress):
                log.line(json.dumps({**message, **_readable(event, message)}))
            emit(Event.from_dict(message))

        try:
            self._trained(task, emit_plain)
        except Stopped as stopped:
            emit_plain(StoppedEvent(epoch=stopped.epoch, step=stopped.step))
        except Diverged as error:
            error.hint = f"zoo show {task['experiment']['recipe']['name']}"
            emit_plain(DivergedEvent(epoch=error.epoch, step=error.step, error=Failure.of(error)))
        except Exception as error:  # noqa: BLE001 - a plugin can raise anything, and the worker has more to do
            log.exception()
            emit_plain(Failed(error=Failure.of(error, Path(task["folder"]) / LOG)))

    def _trained(self, task: Task, emit: Emit) -> None:
        from zoo.experiments.experiment import Experiment
        from zoo.store.run_folder import RunFolder
        from zoo.training.session import run

        experiment = Experiment.from_dict(task["experiment"], self.registry)
        if self._outdated(experiment, task, emit):
            return
        log.line(experiment.command())
        later = self.code.absent(experiment)

        def emit_checked(event: Event) -> None:
            if isinstance(event, Done):
                _refuse(experiment, self.code.changed(experiment, among=later), "imported")
            emit(event)

        splits, data = self.load(experiment.dataset)
        folder = RunFolder(Path(task["folder"]), task.get("token", 0))
        how = {"resume": task.get("resume", False), "draw": task.get("pictures", True), "stop": self._stopping.is_set}
        run(experiment, self.registry, splits, data, folder, self.provenance(experiment), emit_checked, **how)

    def _outdated(self, experiment: Experiment, task: Task, emit: Emit) -> bool:
        """Asks for a worker that has loaded what the files hold now; once, for some files may change all the time."""
        changed = self.code.changed(experiment)
        if changed and not task.get("again"):
            emit(Outdated(modules=changed))
            return True
        _refuse(experiment, changed, "loaded")
        return False

    def _absent(self, part: Part) -> bool:
        """Whether a dataset's data would have to be downloaded, and are not to be."""
        source = getattr(self.registry.component("dataset", part.name), "source", None)
        return self._offline and source is not None and cache.cached(source) is None

    def load(self, part: Part) -> tuple[Splits, str]:
        """Returns a dataset and its fingerprint. The last one is kept: experiments of a sweep share it.

        Raises:
            DataError: the data are missing or damaged.
            PluginError: the dataset fails.
        """
        if self._loaded is None or self._loaded[0] != part:
            self._loaded = None  # two datasets need not fit in memory
            self._loaded = (part, *load_dataset(self.registry, part))
        return self._loaded[1:]

    def provenance(self, experiment: Experiment) -> dict[str, Any]:
        """Returns what a run of an experiment is made with: this process, and the code that it has loaded."""
        components = self.code.of(experiment)
        return {
            "protocol": provenance.PROTOCOL,
            "components": components,
            "code_hash": provenance.code_hash(components),
            "environment": provenance.environment(self.threads, environment.devices()),
            "command": experiment.command(),
        }


def _readable(event: Event, message: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what a log has in place of what is said: a result without a bit for each test image."""
    if not isinstance(event, Done):
        return {}
    return {"result": {key: value for key, value in message["result"].items() if key != "correct"}}


def _refuse(experiment: Experiment, modules: Sequence[str], what: str) -> None:
    if modules:
        raise RunFailed(
            f"The code of its components changed while it was {what}: {some(sorted(modules))}.",
            cause="Nobody could say which code made the result.",
            hint=experiment.command(),
        )
