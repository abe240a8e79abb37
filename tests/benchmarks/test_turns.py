"""Trainings that take turns: a block at a time, its speed, its end, and what goes wrong in it."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from benchmarks.turns import Turns

BATCH, STEPS = 2, 4


def training(epochs: int, seen: list[int]):
    """Returns what trains a tiny model, and notes each step."""

    def train(turns: Turns) -> None:
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
        model.compile(optimizer="sgd", loss="mse")
        note = keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: seen.append(batch))
        images, labels = np.zeros((BATCH * STEPS, 3)), np.zeros((BATCH * STEPS, 1))
        model.fit(images, labels, batch_size=BATCH, epochs=epochs, callbacks=[note, turns], verbose=0)

    return train


def test_each_turn_is_a_block_of_steps_and_nothing_trains_between_turns() -> None:
    seen: list[int] = []
    turns = Turns(training(1000, seen), block=3, batch_size=BATCH)
    assert turns.block() > 0
    assert seen == [0, 1, 2]
    assert turns.block() > 0
    assert seen == [0, 1, 2, 3, 0, 1]
    turns.stop()
    assert len(seen) <= 7  # a training stops at the end of the step that it is in
    assert not turns._thread.is_alive()


def test_a_training_that_ends_before_its_time_is_an_error() -> None:
    turns = Turns(training(1, []), block=3, batch_size=BATCH)
    turns.block()
    with pytest.raises(RuntimeError, match="before its time"):
        turns.block()


def test_what_a_training_raises_is_the_cause() -> None:
    def broken(turns: Turns) -> None:
        raise ValueError("no such model")

    with pytest.raises(RuntimeError) as raised:
        Turns(broken, block=1, batch_size=1).block()
    assert str(raised.value.__cause__) == "no such model"
