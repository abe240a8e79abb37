"""What happens to a task: typed events, which cross processes and networks as JSON."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from zoo.errors import Failure


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened.

    Args:
        run: the name of the run that it happened to, where there is one.
        peak_memory_mb: how much memory the run has needed so far, in MiB, where that is said.
        spent: whether its worker is to be replaced before the next task, for it is not as it was before this one.
    """

    kind: ClassVar[str]
    """What it is called in JSON and by listeners: the class's name in small letters."""

    last: ClassVar[bool] = False
    """Whether its task is over with it."""

    run: str = ""
    peak_memory_mb: float | None = None
    spent: bool | None = None

    def __init_subclass__(cls) -> None:
        cls.kind = cls.__name__.lower()

    def to_dict(self) -> dict[str, Any]:
        """Returns it as JSON has it, without what is not known."""
        values = {name: getattr(value, "to_dict", lambda value=value: value)() for name, value in vars(self).items()}
        return {"event": self.kind, **{name: value for name, value in values.items() if value is not None}}

    @staticmethod
    def from_dict(message: Any) -> Event:
        """Reads what `to_dict` made, and leaves alone what it does not know.

        Raises:
            ValueError: it is no event, or a field is missing or wrong.
        """
        import pydantic

        kind = message.get("event") if isinstance(message, Mapping) else None
        if not isinstance(kind, str) or kind not in KINDS:
            raise ValueError(f"{message!r} is no event; expected an 'event' of {', '.join(KINDS)}")
        try:
            return _reader(kind).validate_python({key: message[key] for key in message if key != "event"})
        except pydantic.ValidationError as error:
            (first, *_) = error.errors()
            where = ".".join(map(str, first["loc"]))
            raise ValueError(f"the event {kind!r} has a wrong {where!r}: {first['msg']}") from error


@dataclass(frozen=True, kw_only=True)
class Began(Event):
    """A worker, which may have had to start, begins with a task: from here on the task's time counts."""


@dataclass(frozen=True, kw_only=True)
class Checked(Event):
    """A combination was checked.

    Args:
        facts: what is known of it before it trains; empty where it is refused.
        refused: why it cannot be trained.
    """

    last = True
    facts: Mapping[str, Any]
    refused: Failure | None = None


@dataclass(frozen=True, kw_only=True)
class Started(Event):
    """A run begins to train, or goes on.

    Args:
        provenance: with what: sources, libraries, machine.
    """

    epochs: int
    steps_per_epoch: int
    provenance: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Outdated(Event):
    """A task was not begun, for the files of its components' `modules` changed since its worker loaded them.

    Whoever has workers gives it to a new one, with `again`.
    """

    modules: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Moved(Event):
    """A task was taken from a worker that was lost, and is given to another one; a run goes on there from its last
    checkpoint.

    Args:
        reason: what was lost, a phrase.
    """

    reason: str


@dataclass(frozen=True, kw_only=True)
class Place(Event):
    """Where a run is.

    Args:
        epoch: how many epochs are complete.
        step: how many batches of the next one have been trained on.
    """

    epoch: int
    step: int


@dataclass(frozen=True, kw_only=True)
class Resumed(Place):
    """A run goes on from a checkpoint, or begins where none is left; `notes` say what was found amiss."""

    notes: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Progress(Place):
    """A run has trained on some more batches; `loss` is that of the epoch so far."""

    loss: float | None = None
    images_per_second: float | None = None


@dataclass(frozen=True, kw_only=True)
class Epoch(Event):
    """An epoch is complete: its number, from 0, and what was measured."""

    epoch: int
    loss: float | None = None
    accuracy: float | None = None
    val_loss: float | None = None
    val_accuracy: float | None = None
    seconds: float | None = None
    images_per_second: float | None = None


@dataclass(frozen=True, kw_only=True)
class Checkpoint(Place):
    """A checkpoint was written."""


@dataclass(frozen=True, kw_only=True)
class Done(Event):
    """A run has a result."""

    last = True
    result: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Failed(Event):
    """A task ended with an error; `died` says that its worker did."""

    last = True
    error: Failure
    died: bool = False


@dataclass(frozen=True, kw_only=True)
class Diverged(Place):
    """The loss of a run, or what comes of it, is not finite."""

    last = True
    error: Failure


@dataclass(frozen=True, kw_only=True)
class Stopped(Event):
    """A run was stopped, and can go on from where it says, if it had begun to train."""

    last = True
    epoch: int | None = None
    step: int | None = None


KINDS: Mapping[str, type[Event]] = {
    each.kind: each
    for each in (
        Began,
        Checked,
        Started,
        Outdated,
        Moved,
        Resumed,
        Progress,
        Epoch,
        Checkpoint,
        Done,
        Failed,
        Diverged,
        Stopped,
    )
}
"""The events of tasks, by what they are called in JSON."""


@functools.cache
def _reader(kind: str) -> Any:
    import pydantic

    return pydantic.TypeAdapter(KINDS[kind])
