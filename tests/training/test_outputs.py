"""Tests of a run's folder, and of the net that is rebuilt from it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import shelf
from shelf import THREADS, compose

from zoo.errors import RunFailed, StoreError
from zoo.files import arrays_sha256
from zoo.training import outputs
from zoo.training.evaluate import logits
from zoo.training.prepare import prepare
from zoo.training.worker import Handler

FILES = """.lock .token checkpoints confusion.png curves.png experiment.json history.json provenance.json summary.txt
    test.npz weights.npz"""


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """An experiment, its result and its folder; trained once for all tests, which leave the folder as it is."""
    folder = tmp_path_factory.mktemp("runs") / "run"
    experiment, events = compose(model="large", augmenters=["brighten"]), []
    task = {"task": "run", "run": "r.1", "experiment": experiment.to_dict(), "folder": str(folder)}
    Handler({"threads": THREADS}, shelf.Shelf()).handle(task, events.append)
    return experiment, events[-1].result, folder


def test_the_folder_holds_every_file_and_checkpoints_until_the_result_is_recorded(finished):
    assert sorted(path.name for path in finished[2].iterdir()) == FILES.split()


def test_pictures_can_be_left_to_somebody_else(compose, handler, tmp_path):
    folder = tmp_path / "run"
    task = {"task": "run", "run": "r.1", "experiment": compose().to_dict(), "folder": str(folder), "pictures": False}
    handler.handle(task, lambda event: None)
    assert (folder / "weights.npz").exists()
    assert not list(folder.glob("*.png"))


def test_experiment_says_what_was_asked_for(finished):
    experiment, _, folder = finished
    record = json.loads((folder / "experiment.json").read_text())
    assert record["experiment"] == experiment.to_dict()
    assert record["id"] == experiment.id
    assert record["command"].startswith("zoo run -d bars -m large")
    assert record["classes"] == ["left", "middle", "right"]


def test_provenance_names_code_libraries_and_machine(finished):
    record = json.loads((finished[2] / "provenance.json").read_text())
    assert set(record) == {"protocol", "components", "code_hash", "environment", "command"}
    assert record["environment"]["threads"] == 2
    assert set(record["components"]["model:large"]["sources"]) >= {"tiny_models"}


def test_history_has_an_entry_per_epoch(finished):
    history = json.loads((finished[2] / "history.json").read_text())
    assert [entry["epoch"] for entry in history] == [0, 1]
    assert set(history[0]) == {"epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds", "images_per_second"}


def test_the_test_file_agrees_with_the_result(finished):
    stored = np.load(finished[2] / "test.npz")
    assert stored["logits"].dtype == np.float16
    assert stored["logits"].shape == (15, 3)
    assert np.mean(stored["predictions"] == stored["labels"]) == finished[1]["test_accuracy"]


def test_a_net_is_rebuilt_from_the_folder_alone(finished, registry, splits):
    experiment, told, folder = finished
    net = outputs.read_net(folder, registry)
    assert arrays_sha256(outputs.weights(net)) == told["weights_sha256"]
    stored = np.load(folder / "test.npz")
    again = logits(net, prepare(experiment, splits).test)
    np.testing.assert_array_equal(again.astype(np.float16), stored["logits"])


def test_a_net_that_adapted_is_rebuilt_with_what_it_saw(train, compose, registry, tmp_path, splits):
    experiment = compose(model="adaptive")
    train(experiment)
    net = outputs.read_net(tmp_path / "run", registry)
    stored = np.load(tmp_path / "run" / "test.npz")
    np.testing.assert_array_equal(logits(net, prepare(experiment, splits).test).astype(np.float16), stored["logits"])


def test_weights_of_another_code_are_refused(finished, registry, tmp_path):
    folder = Path(shutil.copytree(finished[2], tmp_path / "copy"))
    outputs.write_weights(folder / "weights.npz", [np.zeros((2, 2), np.float32)])
    with pytest.raises(StoreError, match="do not fit"):
        outputs.read_net(folder, registry)


def other_code(folder, module, digest):
    """Has a run's folder say that a module of its model was another one."""
    record = json.loads((folder / "provenance.json").read_text())
    record["components"]["model:large"]["sources"][module] = digest
    (folder / "provenance.json").write_text(json.dumps(record))


def test_a_net_is_not_rebuilt_by_other_code_unless_asked_for(finished, registry, tmp_path):
    experiment, told, _ = finished
    folder = Path(shutil.copytree(finished[2], tmp_path / "copy"))
    other_code(folder, "tiny_models", "0" * 64)
    with pytest.raises(RunFailed, match="cannot be rebuilt") as caught:
        outputs.read_net(folder, registry)
    assert caught.value.cause == "the code of model large changed (tiny_models)."
    assert caught.value.hint == f"{experiment.command()} --force"
    net = outputs.read_net(folder, registry, force=True)
    assert arrays_sha256(outputs.weights(net)) == told["weights_sha256"]


def test_a_folder_that_is_none(tmp_path, registry):
    with pytest.raises(StoreError, match="cannot be read"):
        outputs.read_net(tmp_path, registry)


def test_the_same_weights_give_the_same_bytes(tmp_path, rng):
    arrays = [rng.normal(size=(3, 4)).astype(np.float32), np.arange(3)]
    for name in ("a.npz", "b.npz"):
        outputs.write_weights(tmp_path / name, arrays)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_hash_of_weights_sees_bytes_shapes_and_order(rng):
    one, other = rng.normal(size=(2, 6)), rng.normal(size=(3, 4))
    cases = [
        [one, other],
        [other, one],
        [one.reshape(6, 2), other],
        [one.astype(np.float32), other],
        [one + 1e-15, other],
    ]
    assert len({arrays_sha256(arrays) for arrays in cases}) == 5


def test_logits_beyond_float16_stay_finite(tmp_path):
    outputs.write_test(tmp_path / "test.npz", np.array([[1e9, -1e9]], np.float32), np.array([0]))
    np.testing.assert_array_equal(np.load(tmp_path / "test.npz")["logits"], [[65504, -65504]])


def test_plain_has_no_nan_and_no_numpy():
    value = {"a": float("nan"), "b": [np.float32(1.5), float("inf")], 3: (np.int64(2), True, None, "x")}
    assert outputs.plain(value) == {"a": None, "b": [1.5, None], "3": [2, True, None, "x"]}


def test_summary_shows_the_layers_of_the_model(finished):
    text = (finished[2] / "summary.txt").read_text()
    assert "zoo_preprocess" in text
    assert "conv2d" in text
    assert "Total params" in text
