"""Where tasks are done: what a launcher is asked for, and what it has to give back."""

from __future__ import annotations

import abc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

from zoo.plugin.events import Event

if TYPE_CHECKING:
    from zoo.data.shipping import Parcel

Task = Mapping[str, Any]

START_UP = 60.0
"""Seconds that a worker may take to begin with a task, which are no part of the task's time: it imports TensorFlow."""


class Waitable(Protocol):
    """What `multiprocessing.connection.wait` can wait for."""

    def fileno(self) -> int: ...


class Nodes(Protocol):
    """Which nodes of a cluster take part: those that have what this machine has. For launchers that are `remote`.

    Each node's first worker is given `question` before any other task, once `parcels` are there; how that ends goes to
    `answer`. No task is submitted anywhere until all nodes that were there have answered, and
    `begin` was called. A node that comes later is asked when it comes.
    """

    @property
    def question(self) -> Task:
        """The task that a node is given first: it says what the node has, and fetches the data that it lacks."""

    @property
    def parcels(self) -> Sequence[Parcel]:
        """The data that the launcher is to bring to each node, once, by a `zoo.Delivery` there: those of
        `zoo run --ship-data`."""

    def sending(self, node: str, done: int, total: int) -> None:
        """Says how much of them a node has got.

        Args:
            node: what a person knows it by.
            done: how many bytes.
            total: of how many.
        """

    def answer(self, node: str, event: Event) -> bool:
        """Returns whether a node takes part; where it does not, that is said here.

        Args:
            node: what a person knows it by.
            event: the last one of the question; of a node that did not get so far, `Failed`.
        """

    def begin(self) -> None:
        """Says that all nodes that were there have answered; to be called once.

        Raises:
            ZooError: none takes part, or their data are not the same.
        """


@dataclass(frozen=True, kw_only=True)
class LaunchConfig:
    """What a launcher is asked for.

    Args:
        handler: `module:Class` of what does the tasks, made in a worker with `settings`.
        settings: plain JSON: `threads` of a worker, which plugins it leaves out, and the path of a zoofile.
        logs: the folder for what workers print outside runs.
        jobs: how many tasks may be in work at the same time, unless the launcher has a reason for more.
        most: how many there may be with one: as many as there are tasks, where the user did not say how many.
        threads: of each run, where the user said how many.
        wake: ends a wait early: it becomes readable when the user has sent a signal.
        nodes: which nodes take part; of a launcher that is not `remote`, and in its checks, None.
    """

    handler: str
    settings: Mapping[str, Any]
    logs: Path
    jobs: int = 1
    most: int = 1
    threads: int | None = None
    wake: Waitable | None = None
    nodes: Nodes | None = None


@dataclass(frozen=True, kw_only=True)
class TaskEvent:
    """An event of a task.

    Args:
        task: the task, as it was submitted.
        event: as the worker sent it, or the JSON of it; of a worker that died, `Failed` with `died`.
        files: what the worker wrote by then in a folder that this machine does not see: the name of each file in the
            run's folder (`checkpoints/...` among them), and where it was brought to. They are put into the run's
            folder before the event counts.
    """

    task: Task
    event: Event
    files: Mapping[str, Path] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.event, Event):
            object.__setattr__(self, "event", Event.from_dict(self.event))


class Workers(abc.ABC):
    """Workers that are at hand. One thread uses them.

    A task is plain JSON and takes an experiment. Where `resume` is true, a worker goes on from the checkpoints in the
    task's `folder`; so one that does not see that folder gets a copy of it, and a task that names the copy. It is over
    with an event that is its `last`: a worker that dies in a task gives `Failed`, and costs that task alone.
    """

    @property
    @abc.abstractmethod
    def free(self) -> int:
        """How many more tasks can be submitted now. It may change in `wait`, and be 0 where no task is in work."""

    @property
    def jobs(self) -> int | None:
        """How many tasks can be in work at the same time, as far as that is known; None for `LaunchConfig.jobs`."""
        return None

    @property
    def threads(self) -> int | None:
        """How many threads a run gets; None for those of the settings. They change the bits, and are recorded."""
        return None

    @property
    def lacks(self) -> str | None:
        """What is missing where no task can be submitted although none is in work: `a node with 2 cores`."""
        return None

    @abc.abstractmethod
    def submit(self, task: Task) -> None:
        """Gives a task to a worker. Only where `free` is not 0; waits for nothing.

        Args:
            task: `threads`, where it has them, is how many its worker has to have; else those of the settings.
        """

    @abc.abstractmethod
    def wait(self, timeout: float) -> list[TaskEvent]:
        """Returns what has happened, each task's events in their order; waits for at most `timeout` seconds."""

    @abc.abstractmethod
    def stop(self, task: Task) -> None:
        """Asks `task` for a checkpoint and an end: `Stopped` follows soon, or how it has ended meanwhile."""

    @abc.abstractmethod
    def kill(self, task: Task) -> None:
        """Ends `task` at once. No event of it comes any more, and nothing of it writes after that."""

    @abc.abstractmethod
    def close(self) -> None:
        """Ends all workers at once."""

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
