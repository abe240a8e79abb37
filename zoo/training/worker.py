"""The task handler that lives in a worker process: it checks experiments and trains them, one after the other."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zoo.errors import UsageError, ZooError
from zoo.experiments.plugin_errors import blamed, described
from zoo.store.run_folder import LOG
from zoo.training import environment, log
from zoo.training.dataset_checks import check_splits
from zoo.training.endings import Diverged, Stopped

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment, Part
    from zoo.experiments.registry import Registry
    from zoo.plugin.images import Splits

REMEMBERED = ("checkpoint", "stopped", "diverged", "failed")
"""The events that say how much memory the run has needed so far; `done` says it in its result."""

Message = dict[str, Any]
Emit = Callable[[Message], None]


class Handler:
    """Handles the tasks `check` and `run`. Messages in and out are plain JSON.

    Args:
        settings: `threads`, and optionally `disabled_plugins` and `strict_plugins`.
        registry: the components, where a caller has loaded them; else they are loaded here.
    """

    def __init__(self, settings: Mapping[str, Any], registry: Registry | None = None) -> None:
        self.threads = int(settings["threads"])
        environment.prepare(self.threads)
        self.registry = registry or _load(settings)
        self._loaded: tuple[Part, Splits, str] | None = None
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Has the run that trains stop at its next block of steps, with a checkpoint. For another thread to call."""
        self._stopping.set()

    def go_on(self) -> None:
        """Forgets `stop`: the run that it was meant for is over."""
        self._stopping.clear()

    def handle(self, task: Message, emit: Emit) -> None:
        """Does one task; whatever goes wrong in it becomes a message.

        Raises:
            UsageError: there is no such task.
        """
        tasks = {"check": self._check, "run": self._run}
        if task.get("task") not in tasks:
            raise UsageError(f"There is no task {task.get('task')!r}.", cause=f"A worker knows {', '.join(tasks)}.")
        tasks[task["task"]](task, emit)

    def _check(self, task: Message, emit: Emit) -> None:
        """Checks every experiment; those that differ in nothing but the seed once."""
        answers: dict[str, Message] = {}
        checked: dict[str, Message] = {}
        for record in task["experiments"]:
            experiment, answer = self._checked(record, answers, probe=task.get("probe", False))
            if experiment is not None:
                checked[experiment.id] = answer
        emit({"event": "checked", "experiments": checked})

    def _checked(self, record: Message, answers: dict[str, Message], *, probe: bool) -> tuple[Experiment, Message]:
        from zoo.experiments.experiment import Experiment

        experiment = Experiment.from_dict(record, self.registry)
        if experiment.group_id not in answers:
            try:
                answers[experiment.group_id] = {"refused": None, **self._facts(experiment, probe=probe)}
            except ZooError as error:
                if error.__cause__:
                    log.exception()
                answers[experiment.group_id] = {"refused": described(error)}
        return experiment, answers[experiment.group_id]

    def _facts(self, experiment: Experiment, *, probe: bool) -> Message:
        from zoo.training.assembly import assemble
        from zoo.training.throughput import seconds_per_epoch

        splits, data = self.load(experiment.dataset)
        assembly = assemble(experiment, self.registry, splits)
        assembly.check()
        measured = {"seconds_per_epoch": seconds_per_epoch(assembly)} if probe else {}
        return {"data": data, **assembly.facts, **measured}

    def _run(self, task: Message, emit: Emit) -> None:
        name = task["run"]
        environment.peak_memory_mb(reset=True)

        def tell(message: Message) -> None:
            from zoo.training.outputs import plain

            plain_message = plain(message)
            if message["event"] in REMEMBERED:
                plain_message["peak_memory_mb"] = environment.peak_memory_mb()
            if message["event"] != "progress":
                log.line(json.dumps(plain_message))
            emit({**plain_message, "run": name})

        try:
            self._trained(task, tell)
        except Stopped as stopped:
            tell({"event": "stopped", "epoch": stopped.epoch, "step": stopped.step})
        except Diverged as error:
            error.hint = f"zoo show {task['experiment']['recipe']['name']}"
            tell({"event": "diverged", "epoch": error.epoch, "step": error.step, "error": described(error)})
        except Exception as error:  # noqa: BLE001 - a plugin can raise anything, and the worker has more to do
            log.exception()
            tell({"event": "failed", "error": described(error, Path(task["folder"]) / LOG)})

    def _trained(self, task: Message, tell: Emit) -> None:
        from zoo.experiments.experiment import Experiment
        from zoo.store.run_folder import RunFolder
        from zoo.training.session import run

        experiment = Experiment.from_dict(task["experiment"], self.registry)
        log.line(experiment.command())
        splits, data = self.load(experiment.dataset)
        provenance = task.get("provenance") or self._provenance(experiment)
        folder = RunFolder(Path(task["folder"]), task.get("token", 0))
        how = {"threads": self.threads, "resume": task.get("resume", False), "stop": self._stopping.is_set}
        run(experiment, self.registry, splits, data, folder, provenance, tell, **how)

    def load(self, part: Part) -> tuple[Splits, str]:
        """Returns a dataset and its fingerprint. The last one is kept: experiments of a sweep share it.

        Raises:
            DataError: the data are missing or damaged.
            PluginError: the dataset fails.
        """
        if self._loaded is None or self._loaded[0] != part:
            self._loaded = None  # two datasets need not fit in memory
            self._loaded = (part, *self._load_dataset(part))
        return self._loaded[1:]

    def _load_dataset(self, part: Part) -> tuple[Splits, str]:
        component: Any = self.registry.component("dataset", part.name)
        with blamed(self.registry, "dataset", part.name, "loaded"):
            splits = component.call("load", part.values)
            check_splits(str(part.term), splits)
        with blamed(self.registry, "dataset", part.name, "gave its fingerprint"):
            if component.fingerprint is not None:
                return splits, component.call("fingerprint", part.values)
        from zoo.training.prepare import fingerprint

        return splits, fingerprint(splits)

    def _provenance(self, experiment: Experiment) -> Message:
        from zoo.experiments import provenance

        code = provenance.experiment_code(self.registry, experiment)
        return {
            "protocol": provenance.PROTOCOL,
            "code": code,
            "code_hash": provenance.code_hash(code),
            "environment": provenance.environment(self.threads),
        }


def _load(settings: Mapping[str, Any]) -> Registry:
    from zoo.experiments import registry

    disabled, strict = tuple(settings.get("disabled_plugins", ())), bool(settings.get("strict_plugins", False))
    return registry.load(disabled=disabled, strict=strict, local=False)
