"""A run as a Keras model: the net that was trained, from images of any size to probabilities, and what a file keeps."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from scipy.special import softmax

from zoo.experiments import registry as registries
from zoo.serving import model
from zoo.serving.formats import keras_file
from zoo.training.networks import wrap
from zoo.training.trained import Kept, Trained

REGISTRY = registries.load(local=False)


def trained(shape=(6, 9, 1), needs=(12, 18, 3), dataset="digits", last=lambda logits: logits):
    """A run of a net that turns pixels about, drops half of them, and was never trained."""
    keras.utils.set_random_seed(0)
    image = keras.Input(needs)
    x = keras.layers.RandomFlip()(image)
    x = keras.layers.Dropout(0.5)(keras.layers.Flatten()(x))
    net = wrap(keras.Model(image, last(keras.layers.Dense(3)(x))), needs, shape)
    images = np.random.default_rng(0).integers(0, 256, (5, *shape), dtype=np.uint8)
    nothing = Kept(np.zeros((5, 3)), np.zeros(5, int), np.zeros(5, int))
    return Trained(
        {"name": "r.1", "dataset": dataset},
        classes=("ant", "bee", "cat"),
        image_shape=shape,
        net=lambda: net,
        images=lambda: images,
        kept=lambda: nothing,
    )


@pytest.fixture(scope="module")
def run():
    return trained()


@pytest.fixture(scope="module")
def served(run):
    return model.model(run, REGISTRY)


def test_it_gives_the_probabilities_of_the_net(run, served):
    expected = softmax(run.predict(run.images), axis=1)
    found = served.predict(run.images[:], verbose=0)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert found.dtype == np.float32
    assert served.classes == ("ant", "bee", "cat")
    assert (served.input_shape, served.output_shape) == ((None, None, None, 1), (None, 3))


def test_layers_that_act_by_chance_in_training_do_not(run, served):
    """Keras' own augmenting layers do, where nobody says that this is no training; so would what is exported."""
    images = run.images[:]
    assert np.array_equal(served(images), served(images))
    np.testing.assert_allclose(served(images), served(images, training=False), atol=1e-6)


def test_other_sizes_are_fitted_as_the_dataset_fits_them(served, tmp_path):
    larger = np.full((2, 60, 60, 1), 200, np.uint8)
    assert served(larger).shape == (2, 3)
    padded = model.model(trained(dataset=f"image-folder:fit=pad:path={tmp_path}"), REGISTRY)
    assert not np.allclose(padded(larger), served(larger), atol=1e-3)


def test_a_file_of_it_needs_nothing_but_keras(run, served, tmp_path):
    served.save(file := tmp_path / "a.keras")
    assert keras_file.notes(file) == []
    again = keras.models.load_model(file)
    assert np.array_equal(again(run.images[:]), served(run.images[:]))
