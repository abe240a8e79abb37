"""Augmenters made of Keras layers: the drawn seed decides every pixel, in a graph and in whole runs."""

from __future__ import annotations

import random
import subprocess
import sys
from typing import Annotated

import numpy as np
import pytest
import shelf
from keras import layers

import zoo
from zoo.errors import PluginError, UsageError
from zoo.experiments import component_code
from zoo.files import arrays_sha256
from zoo.testing.framework import checks_of, run
from zoo.training import networks, outputs, trainer
from zoo.training.assembly import assemble
from zoo.training.augmentation.chain import Chain
from zoo.training.worker import Handler

SHAPE = (12, 16, 3)


def rotation(*, factor: Annotated[float, zoo.Param(ge=0, le=1, unit="turns")] = 0.2):
    return layers.RandomRotation(factor)


class Restless(layers.Layer):
    """Draws from NumPy, which no seed reaches."""

    def call(self, images):
        return images + np.random.rand()


MAKES = {
    "flip": lambda: layers.RandomFlip(),
    "contrast": lambda: layers.RandomContrast(0.5),
    "rand-augment": lambda: layers.RandAugment(),
    "pipeline": lambda: layers.Pipeline([layers.RandomTranslation(0.2, 0.2), layers.RandomBrightness(0.3)]),
}


def made(name, make):
    return zoo.from_keras_layer(name, make, summary="for tests")


def pixels(augmenter, images, seed, occurrences=1, **values):
    chain = Chain([(augmenter, values)] * occurrences, images.shape[1:], seed)
    draws = chain.draw(np.arange(len(images)), 0, 0)
    return np.asarray(chain.apply(images, networks.tensors(draws)))


@pytest.fixture
def photos(rng):
    return np.repeat(rng.integers(0, 256, (1, *SHAPE), dtype=np.uint8), 6, axis=0)


@pytest.mark.parametrize("name", MAKES)
def test_the_seed_decides_every_pixel(name, photos):
    one, other = made(name, MAKES[name]), made(name, MAKES[name])
    first = pixels(one, photos, seed=0)
    assert not np.array_equal(first, pixels(one, photos, seed=1))
    np.testing.assert_array_equal(first, pixels(other, photos, seed=0))
    np.testing.assert_array_equal(first, pixels(one, photos, seed=0))
    assert first.dtype == np.float32


@pytest.mark.parametrize("name", ["flip", "contrast", "pipeline"])
def test_equal_images_are_changed_each_in_its_own_way(name, photos):
    changed = pixels(made(name, MAKES[name]), photos, seed=0)
    assert len({image.tobytes() for image in changed}) > 1


@pytest.mark.parametrize("name", MAKES)
def test_it_keeps_the_contract_of_an_augmenter(name):
    own = {check.name for check in checks_of("augmenter") if check.kind} - {"cost"}
    assert [str(found) for found in run(made(name, MAKES[name]), only=own) if found.status == "failed"] == []


def test_two_in_a_chain_draw_two_seeds(photos):
    noise = made("noise", lambda: layers.GaussianNoise(0.5))
    change = pixels(noise, photos, 0, occurrences=2) - photos
    assert change.std() == pytest.approx(0.5 * 2**0.5, rel=0.1)  # twice the same noise would be 1


def test_generators_of_one_layer_start_apart(photos):
    twice = made("twice", lambda: layers.Pipeline([layers.GaussianNoise(0.5), layers.GaussianNoise(0.5)]))
    assert (pixels(twice, photos, 0) - photos).std() == pytest.approx(0.5 * 2**0.5, rel=0.1)


def test_arguments_of_make_are_parameters(photos):
    augmenter = made("turn", rotation)
    augmenter.check()
    assert augmenter.parameters["factor"].param.unit == "turns"
    assert augmenter.resolve({"factor": "0.4"}) == {"factor": 0.4}
    with pytest.raises(UsageError):
        augmenter.resolve({"factor": "2"})
    small, large = (pixels(augmenter, photos, 0, factor=factor) for factor in (0.0, 0.5))
    np.testing.assert_allclose(small, photos, atol=1e-3)
    assert not np.array_equal(small, large)


def test_a_run_is_stale_by_the_plugins_file_not_by_the_adapters(monkeypatch):
    monkeypatch.setattr(rotation, "__module__", "zoo_classics")
    assert {name.split(".")[0] for name in component_code.hashes(made("turn", rotation), "")} == {"zoo_classics"}


def test_a_make_whose_arguments_are_no_parameters_is_refused():
    with pytest.raises(ValueError, match="Invalid signature"):
        made("flip", layers.RandomFlip)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: layers.MixUp(), "mixes images without their labels"),
        (lambda: layers.Pipeline([layers.RandomFlip(), layers.CutMix()]), "mixes images without their labels"),
        (lambda: layers.AugMix(), "different pixels for the same seed"),
        (Restless, "different pixels for the same seed"),
    ],
    ids=["mixup", "cutmix", "augmix", "numpy"],
)
def test_layers_that_would_train_wrongly_are_refused(make, reason, photos):
    with pytest.raises(PluginError, match=reason):
        pixels(made("bad", lambda: make()), photos, seed=0)


def test_a_layer_that_changes_the_size_is_refused(photos):
    with pytest.raises(PluginError, match="invalid shape"):
        pixels(made("crop", lambda: layers.RandomCrop(8, 8)), photos, seed=0)


def test_making_a_layer_leaves_pythons_random_numbers_alone(photos):
    random.seed(3)
    expected = random.random()
    random.seed(3)
    pixels(made("flip", MAKES["flip"]), photos, seed=0)
    assert random.random() == expected


def test_a_plugin_that_uses_it_is_light():
    code = "import sys, zoo; zoo.from_keras_layer('x', lambda: None, summary='x').check(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"tensorflow", "keras", "numpy"}.isdisjoint(done.stdout.split())


class Shelf(shelf.Shelf):
    """The shelf, and layers on it."""

    def __init__(self):
        self.made = {name: made(name, make) for name, make in {**MAKES, "turn": rotation}.items()}

    def component(self, kind, name):
        return self.made[name] if name in self.made else super().component(kind, name)

    @property
    def components(self):
        return {**super().components, **{("augmenter", name): each for name, each in self.made.items()}}


@pytest.fixture
def layered(monkeypatch):
    """Experiments with layers, and a fresh registry of them."""
    monkeypatch.setattr(shelf, "Shelf", Shelf)
    return lambda *names: shelf.compose(augmenters=names), Shelf


def trained(experiment, registry, splits):
    """Trains as a run does, with no check before: the layers are made while the graph is traced."""
    assembly = assemble(experiment, registry, splits)
    assert len(assembly.prepared.train) % 16  # the last batch is partial
    trainer.train(assembly, lambda event: None)
    return assembly


def test_a_run_gives_the_same_weights_again(layered, splits):
    compose, registry = layered
    experiment = compose("turn", "contrast", "turn")
    shared = registry()
    digests = [
        arrays_sha256(outputs.weights(trained(experiment, reg, splits).net)) for reg in (shared, shared, registry())
    ]
    assert len(set(digests)) == 1


def test_the_layers_variables_are_nobodys_weights(layered, splits):
    compose, registry = layered
    assembly = trained(compose("pipeline"), registry(), splits)
    layers = [*assembly.net.preprocess.variables, *assembly.net.inner.variables]
    known = [*layers, *assembly.net.metrics_variables, *assembly.net.optimizer.variables]
    assert {id(variable) for variable in assembly.net.variables} <= {id(variable) for variable in known}


def test_a_checked_run_equals_an_unchecked_one(layered, splits, tmp_path):
    compose, registry = layered
    experiment = compose("contrast")
    handler = Handler({"threads": shelf.THREADS}, registry())
    events = []
    handler.handle({"task": "check", "experiment": experiment.to_dict()}, lambda event: None)
    task = {"task": "run", "run": "r.1", "experiment": experiment.to_dict(), "folder": str(tmp_path)}
    handler.handle(task, lambda event: events.append(event.to_dict()))
    unchecked = trained(experiment, registry(), splits)
    expected = arrays_sha256(outputs.weights(unchecked.net))
    assert shelf.result(events)["weights_sha256"] == expected
