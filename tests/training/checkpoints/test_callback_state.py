"""What is kept of a callback, and what a new one of its kind gets."""

from __future__ import annotations

import math
import threading

import keras
import numpy as np
import pytest
import tensorflow as tf

from zoo.training.checkpoints import callback_state


class Own(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.count, self.history, self.average = 0, [], keras.Variable(1.0)
        self.tensor = keras.ops.zeros(2)
        self.raw = tf.Variable(1.0)
        self.several = [keras.Variable(0.0), keras.Variable(0.0)]
        self.function, self.turned, self.lock = lambda: 1, None, None


@pytest.fixture
def model():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def known(model):
    return [*model.variables, *model.optimizer.variables]


def test_a_new_callback_gets_what_the_old_one_remembers(model):
    old = Own()
    made = dict(vars(old))
    old.set_model(model)
    old.set_params({"epochs": 3})
    old.count, old.turned = 7, math.cos
    old.history.append(np.arange(3))
    old.average.assign(0.25)
    old.raw.assign(4.0)
    old.tensor = keras.ops.ones(2)
    old.several[1].assign(9.0)
    kept, left = callback_state.take(old, made, known(model))
    assert left == []
    new = Own()
    average, raw, function = new.average, new.raw, new.function
    callback_state.give(new, kept)
    assert (new.count, new.turned) == (7, math.cos)
    assert new.function is function
    assert new.average is average
    assert new.raw is raw
    assert (float(new.average), float(new.raw), float(new.several[1])) == (0.25, 4.0, 9.0)
    np.testing.assert_array_equal(new.history[0], np.arange(3))
    np.testing.assert_array_equal(new.tensor, [1, 1])
    assert keras.ops.is_tensor(new.tensor)
    assert new.params is None


def test_what_the_model_consists_of_is_not_kept_twice(model):
    callback = Own()
    made = dict(vars(callback))
    callback.mine, callback.parts, callback.last = model, model.trainable_variables, model.layers[-1]
    callback.optimizer = model.optimizer
    kept, left = callback_state.take(callback, made, known(model))
    assert left == []
    assert not {"mine", "parts", "last", "optimizer"} & set(kept)


def test_what_cannot_be_kept_is_named(model):
    callback = Own()
    made = dict(vars(callback))
    callback.lock, callback.function, callback.other = threading.Lock(), lambda: 2, keras.layers.Dense(1)
    callback.other.build((None, 2))
    _, left = callback_state.take(callback, made, known(model))
    assert left == ["Own.function", "Own.lock", "Own.other"]


@pytest.mark.parametrize("kind", ["EarlyStopping", "ReduceLROnPlateau"])
def test_kerass_own_compare_as_they_did(model, kind):
    """They turn `min_delta` around when they first look at a figure, and know by a function whether they have."""
    callbacks = []
    for _ in range(2):
        callback = getattr(keras.callbacks, kind)("loss", min_delta=0.5, patience=3)
        callback.set_model(model)
        made = dict(vars(callback))
        callback.on_train_begin()
        callbacks.append(callback)
    old, new = callbacks
    model.metrics_names  # noqa: B018 - builds them
    model.fit(np.zeros((1, 2)), np.zeros((1, 1)), verbose=0)
    for loss in (1.0, 0.9):
        old.on_epoch_end(0, {"loss": loss})
    kept, left = callback_state.take(old, made, known(model))
    assert left == []
    callback_state.give(new, kept)
    for callback in (old, new):
        callback.on_epoch_end(2, {"loss": 0.8})
    assert vars(new) == vars(old)
    assert new.min_delta < 0
