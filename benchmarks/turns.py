"""Trainings that take turns in one process: each goes on for a block of steps, then waits until it is asked again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import keras


class Turns(keras.callbacks.Callback):
    """Runs a training in a thread of its own, a block at a time.

    A callback at the end of each step measures a block and holds the training up until the next is asked for. What
    the training prepares ahead while it waits is a few batches at most, a small part of a block.

    Args:
        train: takes this callback, and trains with it until the model is told to stop.
        block: steps per block. Whole epochs, where a training takes several steps at once.
        batch_size: images per step.
    """

    def __init__(self, train: Callable[[Turns], Any], *, block: int, batch_size: int) -> None:
        super().__init__()
        self.async_safe = False  # Keras would go on while this waits
        self._train, self._block, self._batch_size = train, block, batch_size
        self._go, self._done = threading.Semaphore(0), threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._error: BaseException | None = None
        self._stopping, self._steps, self._began, self._speed = False, 0, 0.0, 0.0

    def block(self) -> float:
        """Trains for one block, and returns its speed in images per second; the first block holds the set-up too.

        Raises:
            RuntimeError: the training has ended.
        """
        if not self._thread.is_alive():
            self._thread.start()
        else:
            self._go.release()
        self._done.acquire()
        if not self._thread.is_alive() or self._error:
            raise RuntimeError("The training ended before its time.") from self._error
        return self._speed

    def stop(self) -> None:
        """Ends the training, and waits until it has."""
        self._stopping = True
        self._go.release()
        self._thread.join()

    def on_train_begin(self, logs: Any = None) -> None:
        self._began = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._steps += 1
        if self._steps % self._block:
            return
        self._speed = self._block * self._batch_size / (time.perf_counter() - self._began)
        self._done.release()
        self._go.acquire()
        self.model.stop_training = self._stopping
        self._began = time.perf_counter()

    def _run(self) -> None:
        try:
            self._train(self)
        except BaseException as error:  # noqa: BLE001 - `block` raises it where it is waited for
            self._error = error
        finally:
            self._done.release()
