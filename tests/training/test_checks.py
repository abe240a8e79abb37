"""Tests of what would train badly without a word."""

from __future__ import annotations

import contextlib

import keras
import numpy as np
import pytest
import tiny_models

from zoo.errors import PluginError
from zoo.plugin.components import TrainingPlan
from zoo.training import callback_checks, checks


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("softmax", "a softmax at its end"),
        ("sigmoid", "a sigmoid at its end"),
        ("softmax-layer", "a softmax at its end"),
        ("hidden-softmax", "rows that sum to 1"),
        ("rescaling", "It scales images of [0, 255] itself, and those of a run are in [0, 1]: leave its preprocessing"),
        ("nan", "NaN or infinity"),
        ("eleven", "logits of shape (None, 3). Received: (None, 11)"),
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


@pytest.mark.parametrize("scales", [(0.0, 1.0), (1.5,), (-1.0,)])
def test_refuses_scales_of_images_that_are_none(check, compose, scales):
    refused = check(compose(model="pooled", given={"recipe": {"scales": scales}}))["refused"]
    assert "image scales above 0 and at most 1. Received: (" in refused["cause"]
    assert refused["exit_status"] == 3


def test_refuses_to_shrink_the_images_of_a_model_that_takes_one_size(check, compose):
    settings = {"given": {"recipe": {"scales": (0.5, 1.0)}}}
    assert check(compose(model="pooled", **settings))["refused"] is None
    refused = check(compose(model="tiny", **settings))["refused"]
    assert refused["message"].startswith("model 'tiny' cannot take recipe 'plain:scales=0.5/1': they do not fit.")
    assert "dense" in refused["cause"]
    assert refused["exit_status"] == 2


@pytest.mark.parametrize("parameter", ["epochs", "batch_size"])
def test_refuses_to_train_on_nothing(check, compose, parameter):
    refused = check(compose(given={"recipe": {parameter: 0}}))["refused"]
    assert refused["message"] == f"'plain': {parameter}=0 is not valid; expected at least 1."
    assert refused["exit_status"] == 2


LAYERS = keras.layers
IMAGENET = ([103.939, 116.779, 123.68], [58.4**2, 57.1**2, 57.4**2])
SCALES = {
    "1/127.5": ([LAYERS.Rescaling(1 / 127.5, offset=-1)], False),
    "a mean of 123": ([LAYERS.Normalization(mean=IMAGENET[0], variance=IMAGENET[1])], False),
    "a mean without a scale": ([LAYERS.Lambda(lambda images: images[..., ::-1] - np.array(IMAGENET[0]))], False),
    "1/255 of ops": ([LAYERS.Lambda(lambda images: images / 255.0), LAYERS.BatchNormalization()], False),
    "none": ([], True),
    "doubled": ([LAYERS.Rescaling(2.0, offset=-1)], True),
    "back to bytes": ([LAYERS.Rescaling(255), LAYERS.Rescaling(1 / 255)], True),
    "CIFAR-10's own": ([LAYERS.Rescaling(4.05, offset=-1.99)], True),
    "each image by itself": ([LAYERS.LayerNormalization(axis=(1, 2, 3), center=False, scale=False)], True),
    "pooled first": ([LAYERS.AveragePooling2D(4)], True),
    "batch normalisation": ([LAYERS.BatchNormalization()], True),
}


@pytest.mark.parametrize("name", SCALES)
@pytest.mark.parametrize("nested", [False, True])
def test_a_model_of_images_in_0_255_is_known_by_what_its_first_weights_see(name, nested):
    layers, sound = SCALES[name]
    net = keras.Sequential([*layers, LAYERS.Flatten(), LAYERS.Dense(3)])
    model = keras.Sequential([keras.Input((8, 12, 3)), net]) if nested else net
    refused = contextlib.nullcontext() if sound else pytest.raises(PluginError, match="cannot be trained")
    with refused:
        checks.check_scale("some", model, (8, 12, 3))


def test_models_of_keras_that_scale_images_themselves():
    sizes = {"weights": None, "input_shape": (32, 32, 3), "classes": 3, "classifier_activation": None}
    with pytest.raises(PluginError) as caught:
        checks.check_scale("some", keras.applications.MobileNetV3Small(**sizes), (32, 32, 3))
    assert "begin with keras.layers.Rescaling(255)" in caught.value.cause
    plain = keras.applications.MobileNetV3Small(**sizes, include_preprocessing=False)
    checks.check_scale("some", plain, (32, 32, 3))


def test_logits_that_are_finite_in_training_alone(check, compose):
    assert "finite logits" in check(compose(model="nan-at-test"))["refused"]["cause"]


@pytest.mark.parametrize("step", checks.OWN_STEPS)
def test_a_step_of_its_own_would_never_be_called(step):
    own = type("Own", (keras.Sequential,), {step: lambda self, *given, **named: None})
    with pytest.raises(PluginError) as caught:
        checks.check_model("some", own([keras.Input((2,)), LAYERS.Dense(3)]))
    assert f"Its own {step} is never called" in caught.value.cause


def test_a_models_own_compile_is_left_alone_and_said(check, compose):
    assert any("own compile is not used" in note for note in check(compose(model="compiled"))["notes"])


LOSSES = {
    "probabilities": [
        *("BinaryCrossentropy", "CategoricalCrossentropy", "CategoricalFocalCrossentropy", "BinaryFocalCrossentropy"),
        *("KLDivergence", "Dice", "Tversky", "Poisson", "MeanSquaredLogarithmicError"),
    ],
    "logits": ["CategoricalHinge", "SquaredHinge", "MeanSquaredError", "Huber", "CosineSimilarity"],
}
FUNCTIONS = {
    "probabilities": [
        lambda labels, logits: keras.ops.mean(keras.losses.categorical_crossentropy(labels, logits)),
        lambda labels, logits: -keras.ops.mean(labels * keras.ops.log(keras.ops.clip(logits, 1e-7, 1))),
        lambda labels, logits: keras.ops.mean(labels),
    ],
    "logits": [
        keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.2),
        keras.losses.CategoricalFocalCrossentropy(from_logits=True),
        keras.losses.BinaryCrossentropy(from_logits=True),
        lambda labels, logits: keras.losses.Dice()(labels, keras.ops.softmax(logits)),
        lambda labels, logits: keras.losses.KLDivergence()(labels, keras.ops.softmax(logits)),
    ],
}


@pytest.mark.parametrize("classes", [2, 10])
@pytest.mark.parametrize(
    ("of", "loss"),
    [(of, getattr(keras.losses, name)()) for of, names in LOSSES.items() for name in names]
    + [(of, function) for of, functions in FUNCTIONS.items() for function in functions],
)
def test_a_loss_takes_logits_or_is_refused(of, loss, classes):
    plan = TrainingPlan(optimizer=keras.optimizers.SGD(), loss=loss)
    labels, logits = np.eye(classes, dtype=np.float32), np.full((classes, classes), 0.1, np.float32)
    if of == "logits":
        checks.check_loss("some", plan, labels, logits)
        return
    with pytest.raises(PluginError) as caught:
        checks.check_loss("some", plan, labels, logits)
    assert getattr(loss, "__name__", type(loss).__name__) in caught.value.cause
    assert "takes probabilities" in caught.value.cause


def test_a_loss_by_name_is_none():
    plan = TrainingPlan(optimizer=keras.optimizers.SGD(), loss="categorical_crossentropy")
    with pytest.raises(PluginError, match="cannot be trained"):
        checks.check_plan("some", plan)


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
    assert callback_checks.unseen_monitors(plan, validated=True) == []
    assert callback_checks.unseen_monitors(plan, validated=False) == [
        "EarlyStopping watches val_accuracy, which is not known without validation"
    ]
