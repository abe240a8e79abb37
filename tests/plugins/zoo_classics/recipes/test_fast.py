"""`fast` trains with AdamW on one cycle."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from zoo_classics.recipes.fast import FAST


def planned(steps_per_epoch=10, **given):
    return FAST.call("plan", FAST.resolve(given), steps_per_epoch)


def test_its_defaults():
    values = FAST.resolve({})
    assert (values["epochs"], values["batch_size"]) == (10, 128)
    assert (values["learning_rate"], values["label_smoothing"]) == (3e-3, 0.1)


@pytest.mark.parametrize(("steps", "epochs"), [(10, 10), (391, 3), (1, 1)])
def test_the_schedule_ends_with_the_training(steps, epochs):
    schedule = planned(steps, epochs=epochs).optimizer._learning_rate
    assert schedule.total_steps == steps * epochs
    assert float(schedule(steps * epochs)) == 0
    assert float(schedule(steps * epochs - 1)) > 0


def test_labels_are_smoothed():
    loss = planned(label_smoothing=0.2).loss(np.array([[1.0, 0.0]]), np.array([[2.0, 0.0]]))
    log_probabilities = np.array([2.0, 0.0]) - np.log(np.exp(2.0) + 1)
    assert float(loss) == pytest.approx(-(0.9 * log_probabilities[0] + 0.1 * log_probabilities[1]))


def test_weights_decay_and_biases_do_not():
    keras.utils.set_random_seed(0)
    layer = keras.layers.Dense(2, bias_initializer="ones")
    layer.build((None, 3))
    before = [keras.ops.convert_to_numpy(variable) for variable in layer.trainable_variables]
    optimizer = planned(weight_decay=0.5).optimizer
    optimizer.apply([np.zeros_like(array) for array in before], layer.trainable_variables)
    kernel, bias = (keras.ops.convert_to_numpy(variable) for variable in layer.trainable_variables)
    assert (np.abs(kernel) < np.abs(before[0])).all()
    np.testing.assert_array_equal(bias, before[1])


def test_equal_trainings_end_in_equal_bits():
    def trained():
        keras.utils.set_random_seed(0)
        net = keras.Sequential([keras.Input((4,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(3)])
        plan = planned(4, epochs=3)
        net.compile(plan.optimizer, plan.loss)
        x = np.random.default_rng(0).normal(size=(16, 4)).astype("float32")
        net.fit(x, np.eye(3, dtype="float32")[np.arange(16) % 3], batch_size=4, epochs=3, shuffle=False, verbose=0)
        return [keras.ops.convert_to_numpy(variable) for variable in net.variables]

    for one, other in zip(trained(), trained(), strict=True):
        np.testing.assert_array_equal(one, other)
