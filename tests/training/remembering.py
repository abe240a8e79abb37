"""Recipes whose callbacks remember something from epoch to epoch, or from batch to batch."""

from __future__ import annotations

import math
import random
import threading
from typing import Literal

import numpy as np

from zoo.plugin.components import TrainingPlan


def callbacks(name):
    """Returns the callbacks that a recipe of this name has."""
    import keras

    class Wandering(keras.callbacks.Callback):
        """Lets the learning rate wander with all that it remembers, and with Python's and NumPy's generators."""

        def __init__(self):
            super().__init__()
            self.rng, self.sums, self.rates, self.seen = np.random.default_rng(5), np.zeros(2), {}, None
            self.average, self.lock, self.turn = None, None, None

        def on_train_begin(self, logs=None):
            self.seen, self.sign = (), 1
            self.average = keras.Variable(0.0)

        def on_epoch_end(self, epoch, logs=None):
            self.sums += [logs["loss"], np.random.random()]
            self.seen = (*self.seen, random.random())
            self.average.assign(0.5 * (self.average + logs["loss"]))
            total = self.sums.sum() + sum(self.seen) + self.rng.random() + float(self.average) + len(self.rates)
            self.turn, self.sign = (self.turn, self.sign) if self.turn else (math.sin, -self.sign)
            self.rates[epoch] = 0.03 + 0.01 * self.turn(self.sign * total)
            self.model.optimizer.learning_rate = self.rates[epoch]

    class Batches(keras.callbacks.Callback):
        """Counts batches, and lets the learning rate fall with them."""

        def __init__(self):
            super().__init__()
            self.count = 0

        def on_train_batch_end(self, batch, logs=None):
            self.count += 1
            self.model.optimizer.learning_rate = 0.05 / (1 + 0.01 * self.count)

    class Locked(Wandering):
        """Holds what nobody can keep."""

        def on_epoch_end(self, epoch, logs=None):
            super().on_epoch_end(epoch, logs)
            self.lock = threading.Lock()

    made = keras.callbacks
    known = {
        "none": list,
        "stopping": lambda: [made.EarlyStopping("val_loss", patience=1, min_delta=0.03, restore_best_weights=True)],
        "plateau": lambda: [made.ReduceLROnPlateau("val_loss", factor=0.5, patience=1, min_delta=0.5, cooldown=1)],
        "schedule": lambda: [made.LearningRateScheduler(lambda epoch, rate: rate * 0.9)],
        "wandering": lambda: [Wandering()],
        "batches": lambda: [Batches()],
        "locked": lambda: [Locked()],
        "finite": lambda: [made.TerminateOnNaN()],
    }
    return known[name]()


NAMES = ("none", "stopping", "plateau", "schedule", "wandering", "batches", "locked", "finite")


def plan(
    steps_per_epoch: int,
    *,
    epochs: int = 5,
    batch_size: int = 8,
    rate: float = 0.05,
    ema: bool = False,
    callback: Literal[NAMES] = "none",
    scales: tuple[float, ...] = (),
):
    import keras

    return TrainingPlan(
        optimizer=keras.optimizers.AdamW(rate / 10, use_ema=ema, ema_momentum=0.9)
        if ema
        else keras.optimizers.SGD(rate, momentum=0.9),
        loss=keras.losses.CategoricalCrossentropy(from_logits=True),
        callbacks=callbacks(callback),
        image_scales=scales,
    )
