"""The callbacks of a training, and behind the last of them its checkpoints: written, and gone on from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from zoo.errors import StoreError
from zoo.plugin import events
from zoo.training.checkpoints import callback_state, rng_state
from zoo.training.checkpoints.checkpoint import Checkpoint, Checkpoints
from zoo.training.endings import Stopped

if TYPE_CHECKING:
    from zoo.training.callbacks import Clock, Report
    from zoo.training.multi_step import MultiStepFunction


@dataclass(frozen=True, kw_only=True)
class CheckpointConfig:
    """How a training is kept.

    Args:
        checkpoints: where; None for nowhere.
        identity: what checkpoints are made with.
        start: the one to go on from; None to begin.
        stop: whether the training is asked to stop; looked at after each block of steps.
        notes: what checkpoints pass on about how the run has been going on.
    """

    checkpoints: Checkpoints | None = None
    identity: Mapping[str, Any] = field(default_factory=dict)
    start: Checkpoint | None = None
    stop: Callable[[], bool] = lambda: False
    notes: Sequence[str] = ()


class CheckpointCallback(keras.callbacks.CallbackList):
    """Calls the callbacks as Keras does, and then keeps what they, the model and the optimizer have become.

    Where a training goes on within an epoch, the callbacks see its beginning once more, but not the batches that were
    trained on before; then all that they remember is what it was.

    Args:
        model: compiled, its metrics and its optimizer built where a training goes on.
        own: the callbacks that `clock` and `report` stand among, in order; `recipe`: those whose state is to be kept.
    """

    def __init__(
        self,
        keeping: CheckpointConfig,
        *,
        model: keras.Model,
        blocks: MultiStepFunction,
        clock: Clock,
        report: Report,
        own: Sequence[keras.callbacks.Callback],
        recipe: Sequence[keras.callbacks.Callback],
        epochs: int,
        emit: Callable[[events.Event], None],
    ) -> None:
        history = keras.callbacks.History()
        steps = clock.feed.steps_per_epoch
        super().__init__([*own, history], model=model, verbose=0, epochs=epochs, steps=steps)
        self.keeping, self.blocks, self.clock, self.report, self.emit = keeping, blocks, clock, report, emit
        self.remembering = [*recipe, history]
        self._made = [dict(vars(callback)) for callback in self.remembering]
        self.left: list[str] = []
        self._epoch, self._skip = 0, 0
        self._last_logs: dict[str, float] | None = None
        if keeping.start:
            self._epoch, self._skip = keeping.start.epoch, keeping.start.step
            clock.load(keeping.start.state["clock"])
            report.history = list(keeping.start.state["history"])

    def on_train_begin(self, logs: Any = None) -> None:
        if self.keeping.stop():
            raise Stopped(self._epoch, self._skip)
        if self.keeping.start:
            for callback in self.remembering:
                callback_state.rewind(callback, self._epoch)
        super().on_train_begin(logs)
        if self.keeping.start and not self._skip:
            self._give(self.keeping.start.state)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._epoch = epoch
        super().on_epoch_begin(epoch, logs)

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        if batch >= self._skip:
            super().on_train_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        done = batch + 1
        if batch < self._skip:
            if done == self._skip and self.keeping.start:
                self._give(self.keeping.start.state)
            return
        super().on_train_batch_end(batch, logs)
        within = done < self.clock.feed.steps_per_epoch and not self.model.stop_training
        if within and self.blocks.ended and self.keeping.stop():
            self._keep(self._epoch, done)
            raise Stopped(self._epoch, done)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        super().on_epoch_end(epoch, logs)
        self._skip, self._last_logs = 0, {name: float(value) for name, value in (logs or {}).items()}
        self._keep(epoch + 1, 0)
        if self.keeping.stop():
            raise Stopped(epoch + 1, 0)

    def on_train_end(self, logs: Any = None) -> None:
        super().on_train_end(logs or self._last_logs)  # Keras has none where every epoch was trained before

    def _keep(self, epoch: int, step: int) -> None:
        if self.keeping.checkpoints is None:
            return
        state = self._take(step)
        self.keeping.checkpoints.write(Checkpoint(epoch=epoch, step=step, identity=self.keeping.identity, state=state))
        self.emit(events.Checkpoint(epoch=epoch, step=step))

    def _take(self, step: int) -> dict[str, Any]:
        variables = self._variables
        known = [variable for each in variables.values() for variable in each]
        pairs = zip(self.remembering, self._made, strict=True)
        taken = [callback_state.take(callback, made, known) for callback, made in pairs]
        self.left = list(dict.fromkeys(name for _, left in taken for name in left))
        return {
            **{kind: _values(each) for kind, each in variables.items() if step or kind != "metrics"},
            "callbacks": [attributes for attributes, _ in taken],
            "stop_training": self.model.stop_training,
            "last_logs": self._last_logs,
            "history": self.report.history,
            "clock": self.clock.state(step),
            "seeds": rng_state.take(),
            "notes": list(self.keeping.notes),
        }

    def _give(self, state: dict[str, Any]) -> None:
        for kind, variables in self._variables.items():
            if kind in state:
                _assign(kind, variables, state[kind])
        for callback, attributes in zip(self.remembering, state["callbacks"], strict=True):
            callback_state.give(callback, attributes)
        self.model.stop_training = state["stop_training"]
        self._last_logs = state["last_logs"]
        rng_state.give(state["seeds"])
        state.clear()  # as large as all the weights, and of no use any more

    @property
    def _variables(self) -> dict[str, list[Any]]:
        """All that training changes. By position: the names of variables contain counters of the process."""
        return {
            "model": self.model.variables,
            "optimizer": self.model.optimizer.variables,
            "metrics": [variable for metric in self.model.metrics for variable in metric.variables],
        }


def _values(variables: Sequence[Any]) -> list[np.ndarray]:
    return [variable.value.numpy() for variable in variables]  # `convert_to_numpy` looks for a long time at what it has


def _assign(kind: str, variables: Sequence[Any], arrays: Sequence[np.ndarray]) -> None:
    if [tuple(variable.shape) for variable in variables] != [array.shape for array in arrays]:
        raise StoreError(
            f"The checkpoint does not fit the {kind}.",
            cause="Its code makes other variables than when it was written.",
            hint="zoo run --help",
        )
    for variable, array in zip(variables, arrays, strict=True):
        variable.assign(array)
