"""A run that begins with other weights: those that fit are taken, what stays new is said, and the bits are the same."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace

import keras
import numpy as np
import pytest

from zoo import paths
from zoo.errors import UsageError
from zoo.experiments import beginning
from zoo.training import outputs
from zoo.training.warm_start import WarmStart, Weights, _layers, _weights

RUN = "aaaaaaaaaaaa.1"
STILL = {"recipe": {"rate": 1e-30}}
"""Trains, and changes no weight."""


def begun(experiment, origin=RUN):
    part = experiment.model
    return replace(
        experiment, model=replace(part, values={**part.values, "from": origin}, changed=(*part.changed, "from"))
    )


@pytest.fixture
def trained(handler):
    """Returns a function that trains an experiment under a name and returns its result; files lie where they belong."""

    def run(experiment, name=RUN):
        events, folder = [], paths.run_folder(name)
        task = {"task": "run", "run": name, "experiment": experiment.to_dict(), "folder": str(folder)}
        handler.handle(task, events.append)
        assert events[-1].kind == "done", events[-1]
        return events[-1].result

    return run


def test_a_run_begins_where_another_ended(trained, compose):
    source = trained(compose(model="linear"))
    result = trained(begun(compose(model="linear", seed=3, given=STILL)), "bbbbbbbbbbbb.1")
    assert result["weights_sha256"] == source["weights_sha256"]
    assert any(f"begins with the weights of {RUN}: all" in note for note in result["notes"])
    assert any("val. accuracy counts images" in note for note in result["notes"])
    made = json.loads((paths.run_folder("bbbbbbbbbbbb.1") / "provenance.json").read_bytes())
    assert made["begins_with"] == {"from": RUN, "weights_sha256": source["weights_sha256"]}


def test_the_same_beginning_gives_the_same_bits(trained, compose):
    trained(compose())
    one, again = (trained(begun(compose()), f"{letter * 12}.1") for letter in "bc")
    assert one["weights_sha256"] == again["weights_sha256"]
    assert not any("val. accuracy" in note for note in one["notes"]), "the same seed validates on the same images"


def test_what_adapted_stays_as_it_was(trained, compose):
    """A first layer that is set by the training images belongs to the weights that come after it."""
    source = trained(compose(model="adaptive"))
    result = trained(begun(compose(model="adaptive", limit=12, given=STILL)), "bbbbbbbbbbbb.1")
    assert result["weights_sha256"] == source["weights_sha256"]


def test_a_file_of_keras_is_a_beginning(trained, compose, handler, tmp_path):
    source = trained(compose(model="linear"))
    net = outputs.read_net(paths.run_folder(RUN), handler.registry)
    keras.Sequential([keras.Input(net.inner.input_shape[1:]), net.inner, keras.layers.Softmax()]).save(
        tmp_path / "net.keras"
    )
    origin = beginning.canonical(str(tmp_path / "net.keras"))
    result = trained(begun(compose(model="linear", given=STILL), origin), "bbbbbbbbbbbb.1")
    assert result["weights_sha256"] == source["weights_sha256"]


def test_what_is_no_model_is_refused_before_training(compose, handler, tmp_path):
    with zipfile.ZipFile(tmp_path / "net.keras", "w") as archive:
        archive.writestr("notes.txt", "no model")
    origin, events = beginning.canonical(str(tmp_path / "net.keras")), []
    handler.handle({"task": "check", "experiment": begun(compose(), origin).to_dict()}, events.append)
    assert "no model that Keras can read" in events[-1].refused.message


def test_a_file_with_a_layer_of_somebodys_own_names_its_class(compose, handler, tmp_path):
    class Own(keras.layers.Dense):
        pass

    keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), Own(3)]).save(tmp_path / "net.keras")
    origin, events = beginning.canonical(str(tmp_path / "net.keras")), []
    handler.handle({"task": "check", "experiment": begun(compose(), origin).to_dict()}, events.append)
    assert "Keras says: Could not locate class 'Own'" in events[-1].refused.cause


def net(classes, *, first=4, between=()):
    layers = [keras.layers.Conv2D(first, 3), keras.layers.BatchNormalization(), *between]
    return keras.Sequential(
        [keras.Input((8, 8, 1)), *layers, keras.layers.Flatten(), keras.layers.Dense(classes, name="head")]
    )


def warm(source):
    for layer in source.layers:
        layer.set_weights([np.random.default_rng(0).random(w.shape, dtype=np.float32) for w in layer.get_weights()])
    return WarmStart(RUN, [_weights(layer) for layer in _layers(source)])


@pytest.mark.parametrize("between", [(), (keras.layers.Activation("relu"), keras.layers.Conv2D(4, 1, name="more"))])
def test_the_head_is_new_where_classes_differ(between):
    source = net(10)
    target = net(3, between=between)
    head = target.layers[-1].get_weights()
    (note,) = warm(source).apply(target)
    new = "more, head" if between else "head"
    assert note == f"begins with the weights of {RUN}: 2 of {4 if between else 3} layers, new: {new}"
    for taken in (0, 1):
        for there, here in zip(source.layers[taken].get_weights(), target.layers[taken].get_weights(), strict=True):
            np.testing.assert_array_equal(there, here)
    for before, after in zip(head, target.layers[-1].get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)


def test_a_net_inside_of_another_gives_all_of_its_layers():
    """As in a file that `zoo export` wrote."""
    inner = net(10)
    outer = keras.Sequential([keras.Input((8, 8, 1)), inner, keras.layers.Softmax()])
    assert [layer.name for layer in _layers(outer)] == [layer.name for layer in inner.layers if layer.weights]


def test_weights_that_fit_nowhere_are_refused():
    alone = WarmStart(RUN, [Weights("Dense", [np.zeros((2, 2), np.float32)])])
    with pytest.raises(UsageError, match="do not fit"):
        alone.apply(net(3))
