"""What a sweep says beside its workers' events, and who hears of all of them."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zoo.errors import Failure, clean, reason
from zoo.plugin.events import Event

if TYPE_CHECKING:
    from pathlib import Path

    from zoo.execution.estimate import Pace
    from zoo.execution.plan import Item
    from zoo.experiments.experiment import Experiment
    from zoo.store import RunRecord

Listener = Callable[[Event], None]


@dataclass(frozen=True, kw_only=True)
class Numbered(Event):
    """Something about one of several: the `number`th of `total`, from 1."""

    number: int
    total: int


@dataclass(frozen=True, kw_only=True)
class Plan(Event):
    """The plan is made, and what it needs is here.

    Args:
        known: what earlier runs tell of it, by group id.
        audience: the plugins that hear of its runs.
    """

    items: Sequence[Item]
    jobs: int
    known: Mapping[str, Pace]
    audience: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Check(Numbered):
    """A combination is about to be checked; `name` says what it combines."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Begin(Numbered):
    """A run was given to a worker.

    Args:
        resume: whether it goes on, from a checkpoint that holds `epochs_done` epochs.
        aside: where the folder is now that stood at the run's place, and is of no run that the store knows.
    """

    experiment: Experiment
    folder: Path
    resume: bool = False
    epochs_done: int | None = None
    aside: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Elsewhere(Numbered):
    """A run that was left to another process has ended there."""

    experiment: Experiment
    record: RunRecord


@dataclass(frozen=True, kw_only=True)
class Lost(Event):
    """A run was passed on to another process."""


@dataclass(frozen=True, kw_only=True)
class Waiting(Event):
    """There is nothing to do but to wait for the `runs` of other processes; said once for each change of them."""

    runs: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Ask(Event):
    """The nodes of a cluster are asked what they have; what they lack of `datasets` they fetch."""

    datasets: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Lacking(Event):
    """No worker is to be had, and none is at work; said once for each thing that is waited for."""

    what: str


@dataclass(frozen=True, kw_only=True)
class LeftOut(Event):
    """A node of a cluster takes no part, for what it has is not what this machine has."""

    node: str
    error: Failure


class Dispatcher:
    """Passes each event on to every listener. One that fails is named on stderr, and hears of no more."""

    def __init__(self, listeners: Iterable[Listener]) -> None:
        self._listeners = list(listeners)

    def __call__(self, event: Event) -> None:
        for listener in list(self._listeners):
            try:
                listener(event)
            except Exception as error:  # noqa: BLE001 - what somebody does with the news costs no run
                self._listeners.remove(listener)
                name = getattr(listener, "__qualname__", type(listener).__qualname__)
                warn(f"{name} hears of no more events: {reason(error)}")


def warn(text: str) -> None:
    """Prints a line on stderr, be it closed."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(clean(f"{text}\n"))
