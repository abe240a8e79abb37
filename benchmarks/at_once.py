"""Seeds of `mlp` that `replicas.py` trains one by one, and at once in three ways."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import keras

    from zoo.training.assembly import Assembly

BLOCK = 16
"""Steps in a call of TensorFlow."""


class OneByOne:
    """One training after the other, as `zoo run` has them.

    Args:
        replicas: compiled; they differ in their seeds alone.
    """

    def __init__(self, replicas: Sequence[Assembly]) -> None:
        from zoo.training.multi_step import MultiStepFunction

        self.nets, self.plan = [one.net for one in replicas], replicas[0].plan
        self.steps = replicas[0].feed.steps_per_epoch
        self.batches = [iter(one.feed.dataset()) for one in replicas]
        self._blocks = [MultiStepFunction(net, self.steps) for net in self.nets]

    def epoch(self) -> None:
        """Trains each replica for an epoch."""
        for block, batches in zip(self._blocks, self.batches, strict=True):
            for _ in range(self.steps):
                block(batches)

    def weights(self) -> list[np.ndarray]:
        """Returns what is trained, the replicas as the first axis of each array."""
        return _stacked([net.trainable_variables for net in self.nets])


class OneGraph(OneByOne):
    """The operations of every training, in one graph."""

    def __init__(self, replicas: Sequence[Assembly]) -> None:
        import tensorflow as tf

        super().__init__(replicas)

        def train(batches: Any, steps: Any) -> Any:
            def goes_on(done: Any, losses: Any) -> Any:
                return tf.logical_and(done < steps, tf.reduce_all(tf.math.is_finite(losses)))

            def step(done: Any, losses: Any) -> Any:
                return done + 1, self.step([next(each) for each in batches])

            return tf.while_loop(goes_on, step, [0, tf.zeros(len(replicas))], parallel_iterations=1)

        self._train = tf.function(train, autograph=False)

    def epoch(self) -> None:
        import tensorflow as tf

        for done in range(0, self.steps, BLOCK):
            self._train(self.batches, tf.constant(min(BLOCK, self.steps - done)))[1].numpy()

    def step(self, batches: Sequence[Any]) -> Any:
        """Takes a step of each replica, and returns their losses."""
        import tensorflow as tf

        return tf.stack([net.train_step(batch)["loss"] for net, batch in zip(self.nets, batches, strict=True)])


class Mapped(OneGraph):
    """All weights stacked, with one optimizer, and `tf.vectorized_map` over the network."""

    def __init__(self, replicas: Sequence[Assembly]) -> None:
        import keras

        super().__init__(replicas)
        self.stack = [keras.Variable(each) for each in super().weights()]
        states = _stacked([net.non_trainable_variables for net in self.nets])
        self.states = [keras.Variable(each, trainable=False, dtype="uint32") for each in states]
        self.metrics = keras.metrics.Mean(), keras.metrics.CategoricalAccuracy()
        self.plan.optimizer.build(self.stack)

    def step(self, batches: Sequence[Any]) -> Any:
        import tensorflow as tf

        images, labels = tf.stack([inputs["images"] for inputs, _ in batches]), tf.stack([each for _, each in batches])
        losses, logits, gradients = self.results(images, labels)
        for state in self.states:
            state.assign_add([0, 1])  # of dropout: the seed, and how often it was drawn from
        self.plan.optimizer.apply(gradients, self.stack)
        self.metrics[0].update_state(losses)
        self.metrics[1].update_state(labels, logits)
        return losses

    def results(self, images: Any, labels: Any) -> tuple[Any, Any, Any]:
        """Returns losses, logits and gradients of all replicas."""
        import tensorflow as tf

        def one(given: Any) -> tuple[Any, Any, Any]:
            weights, states, images, labels = given
            with tf.GradientTape() as tape:
                tape.watch(weights)
                logits, _ = self.nets[0].stateless_call(weights, states, images, training=True)
                loss = self.plan.loss(labels, logits)
            return loss, logits, tape.gradient(loss, weights)

        return tf.vectorized_map(one, (_values(self.stack), _values(self.states), images, labels))

    def weights(self) -> list[np.ndarray]:
        return [each.numpy() for each in self.stack]


class LeadingAxis(Mapped):
    """All weights stacked, with one optimizer, and `mlp` by hand: batched products, each replica's own dropout."""

    def results(self, images: Any, labels: Any) -> tuple[Any, Any, Any]:
        import tensorflow as tf

        def dropped(x: Any, seed: Any) -> Any:
            return tf.nn.experimental.stateless_dropout(x, rate=0.5, seed=tf.cast(seed, tf.int32))

        weights = _values(self.stack)
        with tf.GradientTape() as tape:
            tape.watch(weights)
            x = tf.reshape(tf.cast(images, tf.float32) / 255.0, (len(self.nets), -1, weights[0].shape[1]))
            for seeds, kernel, bias in zip(_values(self.states), weights[0:-2:2], weights[1:-2:2], strict=True):
                x = tf.nn.relu(x @ kernel + bias[:, None])
                x = tf.stack(list(map(dropped, tf.unstack(x), tf.unstack(seeds))))
            logits = x @ weights[-2] + weights[-1][:, None]
            losses = tf.stack(list(map(self.plan.loss, tf.unstack(labels), tf.unstack(logits))))
        return losses, logits, tape.gradient(losses, weights)


def _values(variables: Sequence[keras.Variable]) -> list[Any]:
    return [each.value for each in variables]


def _stacked(replicas: Sequence[Sequence[keras.Variable]]) -> list[np.ndarray]:
    return [np.stack([each.numpy() for each in same]) for same in zip(*replicas, strict=True)]
