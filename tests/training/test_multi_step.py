"""Tests of blocks of steps: the same bits as step by step, an epoch's end, and how large they grow."""

from __future__ import annotations

from types import SimpleNamespace

import keras
import numpy as np
import pytest

from zoo.training import environment, multi_step, trainer
from zoo.training.assembly import assemble

STEPS = 10


@pytest.fixture
def time(monkeypatch):
    """Has every block take no time, so that blocks grow as fast as they can; returns what to change that with."""
    now = [0.0, 0.0]  # seconds, seconds per look at the clock

    def look():
        now[0] += now[1]
        return now[0]

    monkeypatch.setattr(multi_step, "time", SimpleNamespace(perf_counter=look))
    return now


@pytest.fixture
def trained():
    """Returns a function that trains a small model with dropout for three epochs of ten steps."""

    def run(largest):
        import tensorflow as tf

        environment.fresh(3)
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dropout(0.5), keras.layers.Dense(2)])
        model.compile(
            "adam", keras.losses.CategoricalCrossentropy(from_logits=True), metrics=["accuracy"], jit_compile=False
        )
        x = np.random.default_rng(0).normal(size=(STEPS, 8, 4)).astype(np.float32)
        y = np.eye(2, dtype=np.float32)[np.random.default_rng(1).integers(0, 2, (STEPS, 8))]
        seen, asked = [], []
        model.train_function = multi_step.MultiStepFunction(model, STEPS, largest)
        block = model.train_function._block
        model.train_function._block = lambda iterator, steps: (asked.append(steps), block(iterator, steps))
        note = keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: seen.append(batch))
        data = tf.data.Dataset.from_tensor_slices((x, y)).repeat()
        history = model.fit(data, steps_per_epoch=STEPS, epochs=3, callbacks=[note], verbose=0, shuffle=False)
        return [variable.numpy() for variable in model.variables], history.history, seen, asked

    return run


def test_blocks_compute_what_steps_do_to_the_bit(trained, time):
    one, one_history, _, one_asked = trained(1)
    many, history, seen, asked = trained(None)
    assert one_asked == [1] * 3 * STEPS
    assert max(asked) > 4
    assert history == one_history
    assert seen == [*range(STEPS)] * 3
    for first, second in zip(one, many, strict=True):
        np.testing.assert_array_equal(first, second)


def test_blocks_double_and_end_where_an_epoch_does(trained, time):
    assert trained(None)[3] == [1, 1, 2, 4, 2, 8, 2, 10]
    assert trained(4)[3] == [1, 1, 2, 4, 2, 4, 4, 2, 4, 4, 2]


def test_blocks_that_take_long_stay_small(trained, time):
    time[1] = 2 * multi_step.SECONDS
    assert trained(None)[3] == [1] * 3 * STEPS


def test_steps_that_were_trained_on_before_are_answered():
    made = multi_step.MultiStepFunction(SimpleNamespace(), STEPS, 4, epoch=1, done=3)
    asked = []
    made._call = lambda iterator, steps: (asked.append((made._epoch, made._done, steps)), (steps, {"loss": 1.0}))[1]
    for _ in range(3):
        made(None)
    assert asked == []
    assert made.ended
    for _ in range(STEPS - 3):
        made(None)
    assert asked[0] == (1, 3, 1)
    assert sum(steps for _, _, steps in asked) == STEPS - 3
    made(None)
    assert asked[-1][:2] == (2, 0)


def test_each_epoch_is_trained_at_its_scale():
    seen, model = [], SimpleNamespace()
    made = multi_step.MultiStepFunction(model, 2, epoch=1, done=1, scale=lambda epoch: epoch / 4)
    for epoch in range(1, 4):
        made._graphs[epoch / 4] = lambda iterator, steps: (
            seen.append((model.scale, int(steps))),
            (steps, {"loss": 1.0}),
        )[1]
    for _ in range(1 + 2 + 3):  # the first was trained on before
        made(None)
    assert seen == [(0.25, 1), (0.5, 2), (0.75, 2)]


def test_a_block_has_ended_when_all_of_it_is_answered():
    made = multi_step.MultiStepFunction(SimpleNamespace(), STEPS, 4)
    made._size, made._graphs[1.0] = 3, object()
    made._call = lambda iterator, steps: (steps, {"loss": 1.0})
    ended = []
    for _ in range(6):
        made(None)
        ended.append(made.ended)
    assert ended == [False, False, True, False, False, False]  # blocks of 3 and of 4


def test_tracing_builds_everything_and_changes_nothing(compose, registry, splits):
    assembly = assemble(compose(), registry, splits)
    trainer.compile_net(assembly)
    made = multi_step.MultiStepFunction(assembly.net, assembly.feed.steps_per_epoch)
    before = [variable.numpy() for variable in assembly.net.variables]
    made.trace(iter(assembly.feed.dataset().take(0)))
    assert len(assembly.net.optimizer.variables) > 2
    assert any(metric.variables for metric in assembly.net.metrics)
    assert int(assembly.net.optimizer.iterations) == 0
    for variable, was in zip(assembly.net.variables, before, strict=True):
        np.testing.assert_array_equal(variable.numpy(), was)
    count = made._graphs[1.0].experimental_get_tracing_count()
    made(iter(assembly.feed.dataset()))
    assert int(assembly.net.optimizer.iterations) == 1
    assert made._graphs[1.0].experimental_get_tracing_count() == count


def test_callbacks_that_look_at_batches_are_known():
    class Own(keras.callbacks.Callback):
        def on_train_batch_begin(self, batch, logs=None):
            pass

    def ignore(batch, logs):
        pass

    assert multi_step.wait_for_batches([Own()])
    assert multi_step.wait_for_batches([keras.callbacks.LambdaCallback(on_train_batch_end=ignore)])
    assert not multi_step.wait_for_batches([])
    assert not multi_step.wait_for_batches([keras.callbacks.EarlyStopping(), keras.callbacks.ReduceLROnPlateau()])
    assert not multi_step.wait_for_batches([keras.callbacks.ModelCheckpoint("best.keras")])
    assert multi_step.wait_for_batches([keras.callbacks.ModelCheckpoint("best.keras", save_freq=3)])
    safe = Own()
    safe.async_safe = True
    assert not multi_step.wait_for_batches([safe])


@pytest.mark.parametrize(("watched", "largest"), [(False, 4), (True, 1)])
def test_a_recipe_that_watches_batches_gets_every_one(compose, registry, splits, time, monkeypatch, watched, largest):
    assembly = assemble(compose(), registry, splits)
    if watched:
        assembly.plan.callbacks.append(keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: None))
    asked = []
    block = multi_step.MultiStepFunction._block
    monkeypatch.setattr(
        multi_step.MultiStepFunction,
        "_block",
        lambda self, iterator, steps: (asked.append(steps), block(self, iterator, steps)),
    )
    trainer.train(assembly, lambda event: None)
    assert max(asked) <= largest
    assert sum(asked) == assembly.epochs * assembly.feed.steps_per_epoch
    assert (max(asked) == 1) == watched


def test_a_step_is_traced_once():
    import tensorflow as tf

    environment.fresh(3)
    batches = tf.data.Dataset.from_tensors((np.ones((8, 4), np.float32), np.ones((8, 2), np.float32))).repeat()
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    model.compile("adam", "mse", jit_compile=False)
    step, traced = model.train_step, []
    model.train_step = lambda data: (traced.append(data), step(data))[1]
    model.train_function = multi_step.MultiStepFunction(model, STEPS)
    model.fit(batches, steps_per_epoch=STEPS, epochs=2, verbose=0, shuffle=False)
    assert len(traced) == 1
