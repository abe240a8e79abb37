"""Several steps of training in one call of TensorFlow, where a step is so short that the calls would cost more."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import keras

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
    return any(
        getattr(getattr(callback, hook), "__func__", None) is not getattr(keras.callbacks.Callback, hook)
        for hook in BATCH_HOOKS
    )


class Blocks:
    """A model's `train_function`, which `fit` calls once for each step.

    One call trains for a whole block of steps, the following ones return its logs: what is computed is the same, to the
    bit, as step by step. `steps_per_execution` of Keras does the same with a fixed size, which must divide the steps
    of an epoch. Here blocks grow until one takes 0.1 seconds, and end where an epoch does.

    Args:
        model: compiled; trained by its own `train_step`.
        largest: steps in a block at most; None for as many as are worth it.
    """

    def __init__(self, model: keras.Model, steps_per_epoch: int, largest: int | None = None) -> None:
        self._model, self._left, self._steps_per_epoch = model, steps_per_epoch, steps_per_epoch
        self._largest, self._size, self._ahead = largest or LARGEST, 1, 0
        self._logs: dict[str, float] = {}
        self._train: Any = None

    def __call__(self, iterator: Any) -> dict[str, float]:
        """Returns the logs of the epoch so far.

        Args:
            iterator: of a `tf.data.Dataset`, which does not end before the epoch does.
        """
        if not self._ahead:
            self._ahead = min(self._size, self._left)
            self._left = (self._left - self._ahead) or self._steps_per_epoch
            self._block(iterator, self._ahead)
        self._ahead -= 1
        return self._logs

    def _block(self, iterator: Any, steps: int) -> None:
        import tensorflow as tf

        first = self._train is None
        if first:  # not in the constructor: `fit` builds the optimizer and the metrics before it calls
            self._train = _loop(self._model)
        began = time.perf_counter()
        self._logs = {name: float(value) for name, value in self._train(iterator, tf.constant(steps)).items()}
        if not first:  # which traced the graph
            self._resize(steps, time.perf_counter() - began)

    def _resize(self, steps: int, seconds: float) -> None:
        if seconds > SECONDS:
            self._size = max(1, steps // 2)
        elif seconds < SECONDS / 2 and steps == self._size:
            self._size = min(2 * steps, self._largest)


def _loop(model: keras.Model) -> tf.types.experimental.PolymorphicFunction:
    import tensorflow as tf

    def train(iterator: Any, steps: Any) -> Any:
        def step(done: Any) -> Any:
            model.train_step(next(iterator))
            return done + 1

        tf.while_loop(lambda done: done < steps, step, [0], parallel_iterations=1)
        return model.get_metrics_result()

    return tf.function(train, reduce_retracing=True, autograph=False)
