"""The record holder's recipe in plain Keras, and the zoo's parameters that make `speednet` and `speedrun` the same."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from benchmarks import airbench
from zoo_speed.speednet import SPEEDNET
from zoo_speed.speedrun import SPEEDRUN

BATCH = 16
NETWORK = {"widths": "4/6/8", "centre": True, "activation": "gelu", "head": "unit", "norm_epsilon": 1e-12}
RECIPE = {"rest": "nesterov", "learning_rate": 0.24, "weight_decay": 0.004 / 0.24, "epochs": 8, "batch_size": BATCH}


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(airbench, "WIDTHS", (4, 6, 8))
    monkeypatch.setattr(airbench, "BATCH", BATCH)
    monkeypatch.setattr(
        airbench, "WHITEN_EPOCHS", airbench.EPOCHS
    )  # the zoo's rate of that bias falls as the others' too


def images(count):
    return np.random.default_rng(0).random((count, 32, 32, 3), dtype=np.float32)


def test_the_zoos_recipe_takes_the_same_steps(small):
    pixels, labels = images(BATCH), keras.utils.to_categorical(np.arange(BATCH) % 10, 10)
    theirs = airbench.Network(np.random.default_rng(0))
    theirs.whiten(airbench.normalized(pixels))
    ours = SPEEDNET.call("build", SPEEDNET.resolve(NETWORK), (32, 32, 3), 10)
    published = [np.array(airbench.MEAN), np.array(airbench.STD) ** 2]
    ours.set_weights([*published, *theirs.model.get_weights()])
    plan = SPEEDRUN.call("plan", SPEEDRUN.resolve(RECIPE), 25)
    optimizer = airbench.Optimizer(theirs, 8 * 25)
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.2, reduction="sum")
    seen = airbench.normalized(pixels)
    for step in range(3):
        with tf.GradientTape() as tape:
            value = loss(labels, theirs.model(seen, training=True))
        optimizer.apply(tape.gradient(value, optimizer.trained), float(step))
        with tf.GradientTape() as tape:
            value = plan.loss(labels, ours(pixels, training=True))
        trained = ours.trainable_variables
        plan.optimizer.apply(tape.gradient(value, [each.value for each in trained]), trained)
    for found, expected in zip(ours.get_weights()[2:], theirs.model.get_weights(), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-4)


def test_it_whitens_centred_images_as_the_zoo_does(small):
    pixels = images(50)
    theirs = airbench.Network(np.random.default_rng(0))
    mean, deviation = pixels.mean((0, 1, 2)), pixels.std((0, 1, 2))
    theirs.whiten((pixels - mean) / deviation)
    theirs.whiten_bias.assign(np.zeros(24))
    ours = SPEEDNET.call("build", SPEEDNET.resolve(NETWORK), (32, 32, 3), 10)
    SPEEDNET.call("adapt", {}, ours, pixels, np.random.default_rng(0))
    expected = np.abs(theirs.model.get_layer("whiten")((pixels - mean) / deviation))
    found = np.abs(
        keras.Model(ours.input, ours.get_layer("whiten").output)(pixels)
    )  # an eigenvector may point either way
    np.testing.assert_allclose(found, expected, rtol=1e-2, atol=2e-2)


def test_it_moves_by_two_pixels_and_mirrors_every_other_epoch(small):
    pixels = images(40)
    moved, mirrored = (airbench.augmented(pixels, epoch, np.random.default_rng(1)) for epoch in (0, 1))
    np.testing.assert_array_equal(moved[:, :, ::-1], mirrored)
    padded = np.pad(pixels, ((0, 0), (2, 2), (2, 2), (0, 0)), mode="reflect")
    for image, source in zip(moved, padded, strict=True):
        places = [source[row : row + 32, column : column + 32] for row in range(5) for column in range(5)]
        assert any(np.array_equal(image, place) for place in places)


def test_its_views_weigh_one_and_are_the_zoos(small):
    pixels = images(4)
    seen = airbench.six_views(pixels)
    assert sum(weight for weight, _ in seen) == 1
    views = SPEEDRUN.call("plan", SPEEDRUN.resolve({"test_time": "flip-translate"}), 5).test_views
    expected = sum(weight * view(pixels).numpy() for weight, view in views) + 0.25 * pixels
    np.testing.assert_allclose(sum(weight * view for weight, view in seen), expected, atol=1e-6)
