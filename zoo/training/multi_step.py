"""Several steps of training in one call of TensorFlow, where a step is so short that the calls would cost more."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import keras

from zoo.training.endings import Diverged

if TYPE_CHECKING:
    import tensorflow as tf

SECONDS = 0.1  # how long a block may take: progress is shown four times a second
LARGEST = 64  # steps in a block
BATCH_HOOKS = ("on_batch_begin", "on_batch_end", "on_train_batch_begin", "on_train_batch_end")


def wait_for_batches(callbacks: Iterable[Any]) -> bool:
    """Whether a callback does something at each batch, and may look at the model there.

    One with `async_safe`, Keras' own word for it, says that it does not.
    """
    return any(_looks(callback) for callback in callbacks if not getattr(callback, "async_safe", False))


def _looks(callback: Any) -> bool:
    """A method that is not Keras' own, of the class or, as `LambdaCallback` has them, of the object."""
    if type(callback) is keras.callbacks.ModelCheckpoint and callback.save_freq == "epoch":
        return False
    return any(
        getattr(getattr(callback, hook), "__func__", None) is not getattr(keras.callbacks.Callback, hook)
        for hook in BATCH_HOOKS
    )


class MultiStepFunction:
    """A model's `train_function`, which `fit` calls once for each step.

    One call trains for a whole block of steps, the following ones return its logs: what is computed is the same, to the
    bit, as step by step. `steps_per_execution` of Keras does the same with a fixed size, which must divide the steps
    of an epoch. Here blocks grow until one takes 0.1 seconds, and end where an epoch does, or the loss is not finite.

    Args:
        model: compiled; trained by its own `train_step`.
        largest: steps in a block at most; None for as many as are worth it.
        epoch: the number of the first epoch.
        done: how many of its steps have been trained on before: they are answered, and nothing is trained.
        scale: an epoch's factor of the height and width of the images, which the model is told.
    """

    def __init__(
        self,
        model: keras.Model,
        steps_per_epoch: int,
        largest: int | None = None,
        *,
        epoch: int = 0,
        done: int = 0,
        scale: Callable[[int], float] = lambda epoch: 1.0,
    ) -> None:
        self._model, self._steps_per_epoch, self._largest = model, steps_per_epoch, largest or LARGEST
        self._size, self._epoch, self._done, self._ahead = 1, epoch, done, done
        self._scale = scale
        self._logs: dict[str, float] = {}
        self._graphs: dict[float, Any] = {}  # by the scale of the images

    @property
    def ended(self) -> bool:
        """Whether all that has been trained has been answered: the model stands where `fit` thinks that it does."""
        return not self._ahead

    def trace(self, iterator: Any) -> None:
        """Builds the optimizer and the metrics, and trains nothing.

        Args:
            iterator: of a dataset like the one that will be trained on; nothing is taken from it.
        """
        self._call(iterator, 0)

    def __call__(self, iterator: Any) -> dict[str, float]:
        """Returns the logs of the epoch so far.

        Args:
            iterator: of a `tf.data.Dataset`, which does not end before the epoch does.

        Raises:
            Diverged: the loss is not finite.
        """
        if not self._ahead:
            if self._done == self._steps_per_epoch:
                self._epoch, self._done = self._epoch + 1, 0
            self._ahead = min(self._size, self._steps_per_epoch - self._done)
            self._block(iterator, self._ahead)
        self._ahead -= 1
        return self._logs

    def _block(self, iterator: Any, steps: int) -> None:
        first = self._scale(self._epoch) not in self._graphs
        began = time.perf_counter()
        trained, self._logs = self._call(iterator, steps)
        self._done += trained
        if not math.isfinite(self._logs["loss"]):
            raise Diverged(self._epoch, self._done, f"the loss is {self._logs['loss']}")
        if not first:  # which traced the graph
            self._resize(steps, time.perf_counter() - began)

    def _call(self, iterator: Any, steps: int) -> tuple[int, dict[str, float]]:
        import tensorflow as tf

        scale = self._model.scale = self._scale(self._epoch)
        if scale not in self._graphs:  # not in the constructor: the model may not have been compiled then
            _build_optimizer(self._model)
            self._graphs[scale] = _loop(self._model)
        trained, logs = self._graphs[scale](iterator, tf.constant(steps))
        return int(trained), {name: float(value) for name, value in logs.items()}

    def _resize(self, steps: int, seconds: float) -> None:
        if seconds > SECONDS:
            self._size = max(1, steps // 2)
        elif seconds < SECONDS / 2 and steps == self._size:
            self._size = min(2 * steps, self._largest)


def _build_optimizer(model: keras.Model) -> None:
    """Makes the optimizer's variables as its first step would: TensorFlow traces a graph that makes variables twice."""
    optimizer, weights = model.optimizer, model.trainable_weights
    if weights and not optimizer.built:
        with keras.name_scope(optimizer.name, caller=optimizer):
            optimizer.build(weights)
        optimizer.built = True


def _loop(model: keras.Model) -> tf.types.experimental.PolymorphicFunction:
    import tensorflow as tf

    def train(iterator: Any, steps: Any) -> Any:
        def goes_on(done: Any, loss: Any) -> Any:
            return tf.logical_and(done < steps, tf.math.is_finite(loss))

        def step(done: Any, loss: Any) -> Any:
            # The mean over the epoch so far: from the first batch at which the loss is not finite, it is not either.
            return done + 1, tf.cast(model.train_step(next(iterator))["loss"], tf.float32)

        done, _ = tf.while_loop(goes_on, step, [0, 0.0], parallel_iterations=1)
        return done, model.get_metrics_result()

    return tf.function(train, reduce_retracing=True, autograph=False)
