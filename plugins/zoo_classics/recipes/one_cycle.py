"""One cycle of the learning rate, as a Keras schedule. Imports Keras: import it where it is used."""

from __future__ import annotations

import math
from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="zoo_classics")
class OneCycle(keras.optimizers.schedules.LearningRateSchedule):
    """Climbs in a straight line from `peak / 25` to `peak`, then falls along half a cosine to zero at `total_steps`.

    Args:
        peak: the highest learning rate.
        total_steps: the number of optimizer steps in the whole training; from there on the learning rate is zero.
        warmup: the part of them, in [0, 1], that comes before the peak.

    Source:
        Smith and Topin (2018), with the cosine that fastai gave it.
    """

    def __init__(self, *, peak: float, total_steps: int, warmup: float) -> None:
        super().__init__()
        self.peak, self.total_steps, self.warmup = peak, total_steps, warmup

    def __call__(self, step: Any) -> Any:
        step = ops.cast(step, "float32")
        top = self.warmup * self.total_steps
        climbed = step / max(top, 1e-9)
        fallen = ops.clip((step - top) / max(self.total_steps - top, 1e-9), 0.0, 1.0)
        rising = (1 + 24 * climbed) / 25
        falling = (1 + ops.cos(math.pi * fallen)) / 2
        return self.peak * ops.where(step < top, rising, falling)

    def get_config(self) -> dict[str, Any]:
        return {"peak": self.peak, "total_steps": self.total_steps, "warmup": self.warmup}
