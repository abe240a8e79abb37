"""Every combination is checked in the worker before anything trains."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from zoo.errors import Failure, ZooError, some
from zoo.execution.events import Check, Listener
from zoo.plugin.events import Checked, Event, Failed
from zoo.plugin.launcher import START_UP, Task, Workers

if TYPE_CHECKING:
    from zoo.execution.signals import SignalWatcher
    from zoo.experiments.experiment import Experiment

ATTEMPTS = 2
"""A worker that dies while it checks may have been killed by chance: it gets one more try."""

PATIENCE = 1.0
"""Seconds of one wait; a signal ends it earlier."""

MOST_LINES = 4
"""An error has at most six lines, its first and its last among them."""

MOST_NAMES = 8
"""So many combinations are named for one reason."""


class Several(ZooError):
    """Errors of several, told together: a line for each reason.

    Args:
        errors: by the name of what each happened to.
    """

    def __init__(self, message: str, errors: Mapping[str, Failure]) -> None:
        first, *_ = errors.values()
        super().__init__(message, hint=first.hint)
        self.errors = errors
        self.exit_status = max(error.exit_status for error in errors.values())

    def __str__(self) -> str:
        first, *rest = super().__str__().splitlines()
        return "\n".join([first, *self._reasons(), *rest])

    def _reasons(self) -> Iterator[str]:
        """Yields a line for each reason, after the names of all that have it; of many, the last for the rest."""
        names: dict[str, list[str]] = {}
        for name, error in self.errors.items():
            names.setdefault(str(error), []).append(name)
        told = len(names) if len(names) <= MOST_LINES else MOST_LINES - 1
        for reason, who in itertools.islice(names.items(), told):
            yield f"  {some(who, MOST_NAMES, '; ')}: {reason}"
        if others := [name for who in itertools.islice(names.values(), told, None) for name in who]:
            yield f"  for other reasons: {some(others, MOST_NAMES, '; ')}"


class Refused(Several):
    """Combinations that cannot be trained. Nothing was."""

    def __init__(self, refused: Mapping[str, Failure], total: int) -> None:
        """Takes the error of each refused combination by the combination's name."""
        count = f"{len(refused)} of {total} combinations" if total > 1 else "This combination"
        super().__init__(f"{count} cannot be trained; nothing was.", refused)


def check(
    workers: Workers,
    experiments: Iterable[Experiment],
    emit: Listener,
    *,
    timeout: float | None = None,
    stop: SignalWatcher | None = None,
) -> dict[str, Mapping[str, Any]]:
    """Checks experiments, those that differ in nothing but their seed once.

    Returns:
        What is known about each before it trains, by group id: `data`, `parameters`, `train_images`, `notes`...

    Raises:
        Refused: some cannot be trained.
        Interrupted: a signal came.
    """
    groups = {experiment.group_id: experiment for experiment in experiments}
    answers = ask(workers, groups.values(), emit, timeout=timeout, stop=stop)
    refused = {name(groups[group]): answer.refused for group, answer in answers.items() if answer.refused}
    if refused:
        raise Refused(refused, len(groups))
    return {group: answer.facts for group, answer in answers.items()}


def ask(
    workers: Workers,
    experiments: Iterable[Experiment],
    emit: Listener,
    *,
    probe: Collection[str] = (),
    timeout: float | None = None,
    stop: SignalWatcher | None = None,
) -> dict[str, Checked]:
    """Asks about experiments, those that differ in nothing but their seed once, whether they can be trained.

    Args:
        probe: group ids of those that train for some steps, which takes seconds: `seconds_per_epoch` is known then.
        timeout: seconds that a check may take.

    Returns:
        By group id, the facts that `check` returns, or why it is refused.

    Raises:
        Interrupted: a signal came.
    """
    groups = {experiment.group_id: experiment for experiment in experiments}
    answers: dict[str, Checked] = {}
    again = list(groups)
    for _ in range(ATTEMPTS):
        if not again:  # there may be no worker to wait for
            break
        tasks = _tasks([groups[group] for group in again], len(groups), emit, probe)
        died = []
        for task, event in work(workers, tasks, stop, timeout=timeout or math.inf):
            match event:
                case Checked():
                    answers[task["group"]] = event
                case Failed():
                    answers[task["group"]] = Checked(facts={}, refused=event.error)
                    died += [task["group"]] if event.died else []
        again = died
    return answers


def work(
    workers: Workers, tasks: Iterable[Task], stop: SignalWatcher | None = None, *, timeout: float = math.inf
) -> Iterator[tuple[Task, Event]]:
    """Yields each task with each of its events, to the last. A task is taken from the iterable when a worker is free.

    Args:
        timeout: seconds after which a task fails, from when a worker begins with it.

    Raises:
        Interrupted: a signal came.
    """
    waiting, since, left = iter(tasks), list[tuple[Task, float]](), True
    while True:
        while left and workers.free:
            if left := (task := next(waiting, None)) is not None:
                workers.submit(task)
                since.append((task, time.monotonic() + START_UP))
        if not since and not left:
            return
        for happened in workers.wait(PATIENCE):
            task, began = since.pop(next(i for i, (task, _) in enumerate(since) if task == happened.task))
            if not happened.event.last:
                since.append((task, min(began, time.monotonic())))
            yield task, happened.event
        for task, began in [each for each in since if time.monotonic() - each[1] > timeout]:
            workers.kill(task)
            since.remove((task, began))
            yield task, Failed(error=Failure(f"It took longer than {timeout:g} s.", "It hangs, or --timeout is short."))
        if stop is not None:
            stop.check()


def name(experiment: Experiment) -> str:
    """Returns what an experiment combines: `digits, mlp, shift, fast`."""
    return ", ".join(experiment.expressions.values())


def _tasks(experiments: list[Experiment], total: int, emit: Listener, probe: Collection[str]) -> Iterator[Task]:
    for number, experiment in enumerate(experiments, 1):
        emit(Check(number=number, total=total, name=name(experiment)))
        group = experiment.group_id
        yield {"task": "check", "experiment": experiment.to_dict(), "group": group, "probe": group in probe}
