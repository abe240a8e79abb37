"""One cycle of the learning rate in straight lines. Imports Keras: import it where it is used."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="zoo_speed")
class Triangle(keras.optimizers.schedules.LearningRateSchedule):
    """Climbs in a straight line from `start * peak` to `peak`, then falls in another to zero at `total_steps`.

    Args:
        peak: the highest learning rate.
        total_steps: the number of optimizer steps in the whole training.
        warmup: the part of them, in [0, 1], that comes before the peak.
        start: the first learning rate, as a part of the peak.

    Source:
        Smith and Topin, "Super-Convergence" (2018, arXiv 1708.07120); 0.2 at the start is Jordan's (arXiv 2404.00498).
    """

    def __init__(self, *, peak: float, total_steps: int, warmup: float, start: float = 0.2) -> None:
        super().__init__()
        self.peak, self.total_steps, self.warmup, self.start = peak, total_steps, warmup, start

    def __call__(self, step: Any) -> Any:
        done = ops.cast(step, "float32") / self.total_steps
        rising = self.start + (1 - self.start) * done / max(self.warmup, 1e-9)
        falling = (1 - done) / max(1 - self.warmup, 1e-9)
        return self.peak * ops.maximum(0.0, ops.where(done < self.warmup, rising, falling))

    def get_config(self) -> dict[str, Any]:
        return {"peak": self.peak, "total_steps": self.total_steps, "warmup": self.warmup, "start": self.start}
