"""Training an assembled experiment with Keras' own `fit`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import keras

from zoo.errors import ZooError
from zoo.training.callbacks import Clock, Report, Validation
from zoo.training.checkpoints.callbacks import CheckpointCallback, CheckpointConfig
from zoo.training.endings import Stopped
from zoo.training.multi_step import MultiStepFunction, wait_for_batches

if TYPE_CHECKING:
    from zoo.plugin.events import Event
    from zoo.training.assembly import Assembly


@dataclass(frozen=True)
class Trained:
    """What training leaves beside the weights: an entry per epoch, seconds and images per second of training alone, and
    the attributes of callbacks that no checkpoint holds."""

    history: list[dict[str, Any]]
    seconds: float
    images_per_second: float
    left: tuple[str, ...] = ()


def train(assembly: Assembly, emit: Callable[[Event], None], keeping: CheckpointConfig | None = None) -> Trained:
    """Trains the net in place.

    Args:
        emit: takes the events `Progress`, `Epoch` and `Checkpoint`.
        keeping: where checkpoints are written, and which one to go on from; its state is used up.

    Raises:
        Stopped: it was asked to stop.
        Diverged: the loss is not finite.
        Exception: what the data feed or a callback raised, as it was raised.
    """
    # Also where it goes on: what is no variable then is what it was, and all variables become so.
    assembly.adapt()
    compile_net(assembly)
    keeping = keeping or CheckpointConfig()
    keeper, start = _keeper(assembly, emit, keeping), keeping.start
    over = start is not None and start.state["stop_training"]
    try:
        assembly.net.fit(
            assembly.feed.dataset(),
            steps_per_epoch=assembly.feed.steps_per_epoch,
            initial_epoch=assembly.epochs if over else start.epoch if start else 0,
            epochs=assembly.epochs,
            callbacks=keeper,
            shuffle=False,
            verbose=0,
        )
    except (Stopped, ZooError):
        raise
    except Exception:
        if assembly.feed.error is not None:  # TensorFlow has made text of it on the way
            raise assembly.feed.error from None
        raise
    return Trained(keeper.report.history, keeper.clock.seconds, keeper.clock.images_per_second, tuple(keeper.left))


def _keeper(assembly: Assembly, emit: Callable[[Event], None], keeping: CheckpointConfig) -> CheckpointCallback:
    """Returns the callbacks, with everything made ready to go on from a checkpoint."""
    feed, net, start = assembly.feed, assembly.net, keeping.start
    recipe = list(assembly.plan.callbacks)
    epoch, step = (start.epoch, start.step) if start else (0, 0)
    largest = 1 if wait_for_batches(recipe) else None
    blocks = MultiStepFunction(net, feed.steps_per_epoch, largest, epoch=epoch, done=step, scale=assembly.image_scale)
    net.train_function = blocks
    if start:
        feed.start_step = epoch * feed.steps_per_epoch + step
        blocks.trace(iter(feed.dataset().take(0)))
    clock = Clock(feed)
    report = Report(emit, clock)
    validation = Validation(assembly.prepared.validation, recipe)
    return CheckpointCallback(
        keeping,
        model=net,
        blocks=blocks,
        clock=clock,
        report=report,
        own=[clock, validation, *recipe, report],
        recipe=recipe,
        epochs=assembly.epochs,
        emit=emit,
    )


def compile_net(assembly: Assembly) -> None:
    """Compiles as every run does. Without XLA: on a CPU it is several times slower for these networks."""
    assembly.net.compile(
        optimizer=assembly.plan.optimizer,
        loss=assembly.plan.loss,
        metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")],
        jit_compile=False,
    )
