"""Training an assembled experiment with Keras' own `fit`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import keras

from zoo.training.blocks import Blocks, wait_for_batches
from zoo.training.progress import Clock, Report, Validation

if TYPE_CHECKING:
    from zoo.training.assembly import Assembly


@dataclass(frozen=True)
class Trained:
    """What training leaves beside the weights: an entry per epoch, seconds and images per second of training alone."""

    history: list[dict[str, Any]]
    seconds: float
    images_per_second: float


def train(assembly: Assembly, emit: Callable[[dict[str, Any]], None]) -> Trained:
    """Trains the net in place.

    Raises:
        Exception: what the data feed or a callback raised, as it was raised.
    """
    assembly.adapt()
    feed, plan = assembly.feed, assembly.plan
    clock = Clock(feed)
    report = Report(emit, clock)
    validation = Validation(assembly.net, assembly.prepared.validation)
    compile_trainee(assembly)
    assembly.trainee.train_function = Blocks(
        assembly.trainee, feed.steps_per_epoch, largest=1 if wait_for_batches(plan.callbacks) else None
    )
    try:
        assembly.trainee.fit(
            feed.dataset(),
            steps_per_epoch=feed.steps_per_epoch,
            epochs=assembly.epochs,
            callbacks=[clock, validation, *plan.callbacks, report],
            shuffle=False,
            verbose=0,
        )
    except Exception:
        if feed.error is not None:  # TensorFlow has made text of it on the way
            raise feed.error from None
        raise
    return Trained(report.history, clock.seconds, clock.images_per_second)


def compile_trainee(assembly: Assembly) -> None:
    """Compiles as every run does. Without XLA: on a CPU it is several times slower for these networks."""
    assembly.trainee.compile(
        optimizer=assembly.plan.optimizer,
        loss=assembly.plan.loss,
        metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")],
        jit_compile=False,
    )
