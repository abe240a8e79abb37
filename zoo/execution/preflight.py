"""Every combination is checked in the worker before anything trains."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from zoo.errors import ZooError
from zoo.execution.work import work

if TYPE_CHECKING:
    from zoo.execution.signals import SignalWatcher
    from zoo.experiments.experiment import Experiment
    from zoo.plugin.launcher import Workers

Tell = Callable[[dict[str, Any]], None]

ATTEMPTS = 2
"""A worker that dies while it checks may have been killed by chance: it gets one more try."""


MOST_LINES = 4
"""An error has at most six lines, its first and its last among them."""


class Refused(ZooError):
    """Combinations that cannot be trained. Nothing was."""

    def __init__(self, refused: Mapping[str, Mapping[str, Any]], total: int) -> None:
        """Takes the error of each refused combination by the combination's name."""
        errors = list(refused.values())
        count = f"{len(errors)} of {total} combinations" if total > 1 else "This combination"
        super().__init__(f"{count} cannot be trained; nothing was.", hint=errors[0]["hint"])
        self.refused = refused
        self.exit_status = max(error["exit_status"] for error in errors)

    def render(self) -> str:
        first, *rest = super().render().splitlines()
        return "\n".join([first, *self._reasons(), *rest])

    def _reasons(self) -> Iterator[str]:
        """Yields a line for each reason, after the names of all that it refuses; of many, the last for the rest."""
        names: dict[str, list[str]] = {}
        for name, error in self.refused.items():
            reason = " ".join(filter(None, [error["message"], error["cause"]]))
            names.setdefault(reason, []).append(name)
        told = len(names) if len(names) <= MOST_LINES else MOST_LINES - 1
        for reason, who in itertools.islice(names.items(), told):
            yield f"  {'; '.join(who)}: {reason}"
        if others := [name for who in itertools.islice(names.values(), told, None) for name in who]:
            yield f"  for other reasons: {'; '.join(others)}"


def check(
    workers: Workers, experiments: Iterable[Experiment], tell: Tell, *, stop: SignalWatcher | None = None
) -> dict[str, dict[str, Any]]:
    """Checks experiments, those that differ in nothing but their seed once.

    Returns:
        What is known about each before it trains, by group id: `data`, `parameters`, `train_images`, `notes`...

    Raises:
        Refused: some cannot be trained.
        Interrupted: a signal came.
    """
    groups = {experiment.group_id: experiment for experiment in experiments}
    answers = ask(workers, groups.values(), tell, stop=stop)
    refused = {name(groups[group]): answer["refused"] for group, answer in answers.items() if answer["refused"]}
    if refused:
        raise Refused(refused, len(groups))
    return answers


def ask(
    workers: Workers,
    experiments: Iterable[Experiment],
    tell: Tell,
    *,
    probe: Collection[str] = (),
    stop: SignalWatcher | None = None,
) -> dict[str, dict[str, Any]]:
    """Asks about experiments, those that differ in nothing but their seed once, whether they can be trained.

    Args:
        probe: group ids of those that train for some steps, which takes seconds: `seconds_per_epoch` is known then.

    Returns:
        What `check` does, where `refused` is None; else `refused` is the error, as `described` makes it.

    Raises:
        Interrupted: a signal came.
    """
    groups = {experiment.group_id: experiment for experiment in experiments}
    answers: dict[str, dict[str, Any]] = {}
    for _ in range(ATTEMPTS):
        again = [group for group in groups if answers.get(group, {"died": True}).get("died")]
        for task, event in work(workers, _tasks([groups[group] for group in again], len(groups), tell, probe), stop):
            if event["event"] == "checked":
                answers[task["group"]] = next(iter(event["experiments"].values()))
            elif event["event"] == "failed":
                answers[task["group"]] = {"refused": event["error"], "died": event.get("died", False)}
    return answers


def name(experiment: Experiment) -> str:
    """Returns what an experiment combines: `digits, mlp, shift, fast`."""
    return ", ".join(experiment.expressions.values())


def _tasks(experiments: list[Experiment], total: int, tell: Tell, probe: Collection[str]) -> Iterator[dict[str, Any]]:
    for number, experiment in enumerate(experiments, 1):
        tell({"event": "check", "number": number, "total": total, "name": name(experiment)})
        group = experiment.group_id
        yield {"task": "check", "experiments": [experiment.to_dict()], "group": group, "probe": group in probe}
