"""Callbacks of the zoo's own: validation on the net alone, the history, and progress at most four times a second."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import keras

from zoo.plugin.events import Epoch, Event, Progress
from zoo.training.endings import Diverged
from zoo.training.evaluate import logits, score

if TYPE_CHECKING:
    from zoo.training.feed import Feed
    from zoo.training.prepare import Part

INTERVAL = 0.25  # seconds between two progress events


class EpochPart(NamedTuple):
    """What a part of an epoch took; `warm`: without the first step of a process."""

    seconds: float
    warm_images: int
    warm_seconds: float


NO_PART = EpochPart(0.0, 0, 0.0)


class Validation(keras.callbacks.Callback):
    """Adds val_loss and val_accuracy to an epoch's logs, before the recipe's callbacks look at them.

    Not Keras' own validation: the loss is the cross-entropy, whatever the recipe's is, and no pipeline is built for it.

    Args:
        part: what is validated on; may be empty.
        recipe: the callbacks that hear of the validation, as of Keras' own.
    """

    def __init__(self, part: Part, recipe: Sequence[keras.callbacks.Callback]) -> None:
        super().__init__()
        self.part, self.recipe = part, recipe

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        if not len(self.part):
            return
        hooks = keras.callbacks.CallbackList(self.recipe)
        hooks.on_test_begin()
        found = score(logits(self.model, self.part, hooks), self.part.chosen_labels)
        if not found.finite:
            raise Diverged(epoch, self.params["steps"], "some logits of the validation are not finite")
        hooks.on_test_end({"loss": found.loss, "accuracy": found.accuracy})
        (logs if logs is not None else {}).update(val_loss=found.loss, val_accuracy=found.accuracy)


class Clock(keras.callbacks.Callback):
    """Measures training alone: neither validation nor what other callbacks do at an epoch's end.

    `seconds` is the time of all epochs so far; `images_per_second` leaves out the first step, which traces the graph,
    of each process that the training took place in.
    """

    def __init__(self, feed: Feed) -> None:
        super().__init__()
        self.feed, self.seconds, self.epoch_seconds = feed, 0.0, 0.0
        self._warm_images, self._warm_seconds = 0, 0.0
        self._cold, self._step = True, 0
        self._earlier = NO_PART

    @property
    def images_per_second(self) -> float:
        return self._warm_images / self._warm_seconds if self._warm_seconds else 0.0

    def state(self, step: int) -> dict[str, Any]:
        """Returns what was measured so far.

        Args:
            step: how many batches of an epoch have been trained on; 0 at an epoch's end.
        """
        now = time.perf_counter()
        return {
            "seconds": self.seconds,
            "warm_images": self._warm_images,
            "warm_seconds": self._warm_seconds,
            "epoch": list(self._part(now, step) if step else NO_PART),
            "step": step,
        }

    def load(self, state: Mapping[str, Any]) -> None:
        """Goes on measuring from where `state` was returned."""
        self.seconds, self._step = state["seconds"], state["step"]
        self._warm_images, self._warm_seconds = state["warm_images"], state["warm_seconds"]
        self._earlier = EpochPart(*state["epoch"])

    def rate(self, step: int) -> float:
        """Returns the images per second of the epoch, up to a step, since this process is at it."""
        return (self._images(step) - self._images(self._step)) / (time.perf_counter() - self._began)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._began = self._warm = time.perf_counter()
        self._from = self._images(self._step)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        if self._cold and batch + 1 < self.feed.steps_per_epoch:
            self._warm, self._from = time.perf_counter(), self._images(batch + 1)
        self._cold = False

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        whole = self._part(time.perf_counter(), self.feed.steps_per_epoch)
        self._warm_images += whole.warm_images
        self._warm_seconds += whole.warm_seconds
        self.epoch_seconds, self.epoch_rate = whole.seconds, whole.warm_images / whole.warm_seconds
        self.seconds += self.epoch_seconds
        self._earlier, self._step = NO_PART, 0

    def _part(self, now: float, step: int) -> EpochPart:
        """Returns what the epoch took up to a step."""
        return EpochPart(
            self._earlier.seconds + now - self._began,
            self._earlier.warm_images + self._images(step) - self._from,
            self._earlier.warm_seconds + now - self._warm,
        )

    def _images(self, step: int) -> int:
        """Returns how many images the first batches of an epoch hold."""
        return min(step * self.feed.batch_size, len(self.feed.part))


class Report(keras.callbacks.Callback):
    """Keeps the history and emits progress and epochs."""

    def __init__(self, emit: Callable[[Event], None], clock: Clock) -> None:
        super().__init__()
        self.emit, self.clock = emit, clock
        self.history: list[dict[str, Any]] = []
        self._last = 0.0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        now = time.perf_counter()
        if now - self._last < INTERVAL:
            return
        self._last = now
        loss, rate = (logs or {}).get("loss"), self.clock.rate(batch + 1)
        self.emit(Progress(epoch=self._epoch, step=batch + 1, loss=loss, images_per_second=rate))

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        logs = logs or {}
        names = ("loss", "accuracy", "val_loss", "val_accuracy")
        entry: dict[str, Any] = {"epoch": epoch, **{name: logs.get(name) for name in names}}
        entry |= {"seconds": self.clock.epoch_seconds, "images_per_second": self.clock.epoch_rate}
        self.history.append(entry)
        self.emit(Epoch(**entry))
