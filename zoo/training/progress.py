"""Callbacks of the zoo's own: validation on the net alone, the history, and progress at most four times a second."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import keras

from zoo.training.evaluate import evaluate

if TYPE_CHECKING:
    from zoo.training.feed import Feed
    from zoo.training.prepare import Part

INTERVAL = 0.25  # seconds between two progress events


class Validation(keras.callbacks.Callback):
    """Adds val_loss and val_accuracy to an epoch's logs, before the recipe's callbacks look at them.

    Keras cannot do it: the trainee's inputs have draws, validation images have none.
    """

    def __init__(self, net: keras.Model, part: Part) -> None:
        super().__init__()
        self.net, self.part = net, part

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        score = evaluate(self.net, self.part)
        if score is not None and logs is not None:
            logs.update(val_loss=score.loss, val_accuracy=score.accuracy)


class Clock(keras.callbacks.Callback):
    """Measures training alone: neither validation nor what other callbacks do at an epoch's end.

    `seconds` is the time of all epochs so far; `images_per_second` leaves out the first step: it traces the graph.
    """

    def __init__(self, feed: Feed) -> None:
        super().__init__()
        self.feed, self.seconds, self.epoch_seconds = feed, 0.0, 0.0
        self._warm_images, self._warm_seconds = 0, 0.0

    @property
    def images_per_second(self) -> float:
        return self._warm_images / self._warm_seconds if self._warm_seconds else 0.0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._began = self._warm = time.perf_counter()
        self._skipped = 0

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        if batch == 0 and not self._warm_seconds and self.feed.steps_per_epoch > 1:
            self._warm, self._skipped = time.perf_counter(), self.feed.batch_size

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        now = time.perf_counter()
        images = len(self.feed.part) - self._skipped
        self._warm_images += images
        self._warm_seconds += now - self._warm
        self.epoch_seconds = now - self._began
        self.epoch_rate = images / (now - self._warm)
        self.seconds += self.epoch_seconds


class Report(keras.callbacks.Callback):
    """Keeps the history and emits progress and epochs."""

    def __init__(self, emit: Callable[[dict[str, Any]], None], clock: Clock) -> None:
        super().__init__()
        self.emit, self.clock = emit, clock
        self.history: list[dict[str, Any]] = []
        self._last = 0.0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._epoch, self._began = epoch, time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        now = time.perf_counter()
        if now - self._last < INTERVAL:
            return
        self._last = now
        images = min((batch + 1) * self.clock.feed.batch_size, len(self.clock.feed.part))
        rate = images / (now - self._began)
        event = {"event": "progress", "epoch": self._epoch, "step": batch + 1}
        self.emit({**event, "loss": (logs or {}).get("loss"), "images_per_second": rate})

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        logs = logs or {}
        entry = {"epoch": epoch, **{name: logs.get(name) for name in ("loss", "accuracy", "val_loss", "val_accuracy")}}
        entry |= {"seconds": self.clock.epoch_seconds, "images_per_second": self.clock.epoch_rate}
        self.history.append(entry)
        self.emit({"event": "epoch", **entry})
