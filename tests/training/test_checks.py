"""Tests of what would train badly without a word."""

from __future__ import annotations

import keras
import pytest
import tiny_models

from zoo.plugin.components import TrainingPlan
from zoo.training import checks


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("softmax", "a softmax at its end"),
        ("sigmoid", "a sigmoid at its end"),
        ("softmax-layer", "a softmax at its end"),
        ("hidden-softmax", "rows that sum to 1"),
        ("rescaling", "images in [0, 1]. Received: a Rescaling by 0.003922"),
        ("nan", "NaN or infinity"),
        ("eleven", "logits of shape (None, 3). Received: (None, 11)"),
        ("compiled", "an uncompiled model"),
        ("no-model", "a keras.Model. Received: 'str'"),
    ],
)
def test_refuses_a_model(check, compose, model, said):
    refused = check(compose(model=model))["refused"]
    assert refused["message"] == f"The model {model!r} cannot be trained."
    assert said in refused["cause"]
    assert refused["exit_status"] == 3


def test_refuses_a_loss_on_probabilities(check, compose):
    refused = check(compose(given={"recipe": {"logits": False}}))["refused"]
    assert "from_logits=True" in refused["cause"]


@pytest.mark.parametrize(
    ("views", "said"),
    [
        ("heavy", "at most 1 together. Received: [0.75, 0.5]"),
        ("nothing", "a positive weight and a function each. Received: (0.0, <function"),
        ("unweighted", "a positive weight and a function each. Received: <function"),
        ("cropped", "shape (2, 6, 9, 1). Received: shape (2, 5, 9, 1)"),
        ("nan", "finite pixels"),
        ("failing", "the plugin is broken"),
    ],
)
def test_refuses_test_views(check, compose, views, said):
    refused = check(compose(given={"recipe": {"views": views}}))["refused"]
    assert "'plain'" in refused["message"]
    assert said in refused["cause"]
    assert refused["exit_status"] == 3


@pytest.mark.parametrize("parameter", ["epochs", "batch_size"])
def test_refuses_to_train_on_nothing(check, compose, parameter):
    refused = check(compose(given={"recipe": {parameter: 0}}))["refused"]
    assert refused["message"] == f"'plain': {parameter}=0 is not valid; expected at least 1."
    assert refused["exit_status"] == 2


@pytest.mark.parametrize("factor", [1.0, 2.0, 255.0])
def test_other_rescalings_are_the_models_business(factor):
    assert checks.rescaled_again(tiny_models.rescaling((4, 4, 1), 3, factor=factor)) is None


def test_finds_a_head_in_nested_models():
    inner = tiny_models.dense((4, 4, 1), 3, activation="softmax")
    outer = keras.Sequential([keras.Input((4, 4, 1)), inner])
    assert checks.probability_head(outer) == "softmax"


def test_a_sigmoid_before_the_end_is_no_head():
    inputs = keras.Input((5,))
    model = keras.Model(inputs, keras.layers.Dense(3)(keras.layers.Dense(4, activation="sigmoid")(inputs)))
    assert checks.probability_head(model) is None


def test_a_callback_that_watches_a_validation_there_is_not():
    callbacks = [keras.callbacks.EarlyStopping("val_accuracy"), keras.callbacks.ReduceLROnPlateau("loss")]
    plan = TrainingPlan(
        optimizer=keras.optimizers.SGD(),
        loss=keras.losses.CategoricalCrossentropy(from_logits=True),
        callbacks=callbacks,
    )
    assert checks.unseen_monitors(plan, validated=True) == []
    assert checks.unseen_monitors(plan, validated=False) == [
        "EarlyStopping watches val_accuracy, which is not known without validation"
    ]
