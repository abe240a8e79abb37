"""A trained run is rebuilt from what is recorded of it; refused where today's code or data would make another."""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import shelf
from bars import load_bars

from tests.trained_home import trained_home
from zoo import paths
from zoo.errors import StoreError, UsageError
from zoo.execution.record import new_record
from zoo.experiments import registry as registries
from zoo.experiments.catalogue import Catalogue
from zoo.files import arrays_sha256
from zoo.plugin.components import Dataset
from zoo.plugin.discovery import Provider
from zoo.plugin.loading import PluginReport
from zoo.store import Store
from zoo.training import evaluate, outputs
from zoo.training.loading import StaleRun
from zoo.training.loading import trained as rebuilt
from zoo.training.prepare import prepare


def registry(*changed):
    components = {(each.kind, each.name): each for each in (*shelf.COMPONENTS, *changed)}
    report = PluginReport(provider=Provider("zoo-tests", "1.0", "zoo-tests[x]"), components=tuple(components.values()))
    return registries.build([report], Catalogue())


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home with one run, trained once for all tests: of twelve of the test images, drawn from all classes."""
    return trained_home(tmp_path_factory.mktemp("home"), shelf.compose(model="large", limit=12), registry())


@pytest.fixture
def run(home, tmp_path, monkeypatch):
    """The run's name, in a copy of that home."""
    shutil.copytree(home, tmp_path / "copy")
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "copy"))
    [record] = Store.open().runs()
    return record.name


def test_the_net_is_the_one_that_was_trained(run):
    trained = rebuilt(run, registry=registry())
    assert arrays_sha256(outputs.weights(trained.net)) == trained.record["result"]["weights_sha256"]
    assert trained.net.inner.input_shape == (None, 12, 18, 1)
    assert trained.title == "bars, large, still, plain"
    assert (trained.classes, trained.image_shape) == (("left", "middle", "right"), (6, 9, 1))


def test_the_images_are_those_that_it_was_tested_on(run, splits):
    trained = rebuilt(run[:5], registry=registry())
    test = prepare(shelf.compose(limit=12), splits).test
    assert len(trained.images) == len(trained.labels) == 12
    assert np.array_equal(trained.images[:], test.images[test.indices])
    assert np.array_equal(trained.images[np.array([3, 1])], test.images[test.indices[[3, 1]]])
    assert trained.labels.tolist() == test.chosen_labels.tolist()


def test_it_predicts_what_the_test_found(run):
    trained = rebuilt(run, registry=registry())
    logits = trained.predict(trained.images)
    assert (logits.dtype, logits.shape) == (np.float32, (12, 3))
    np.testing.assert_allclose(trained.logits, logits, rtol=1e-3, atol=1e-3)
    assert trained.predictions.tolist() == logits.argmax(axis=1).tolist()
    assert np.mean(trained.predictions == trained.labels) == trained.record["test_accuracy"]


def test_images_are_asked_for_a_batch_at_a_time(run, monkeypatch):
    monkeypatch.setattr(evaluate, "PIXELS", 5 * 6 * 9)
    trained, asked = rebuilt(run, registry=registry()), []

    class Made:
        def __len__(self):
            return 12

        def __getitem__(self, indices):
            asked.append(indices.tolist())
            return trained.images[indices]

    np.testing.assert_array_equal(trained.predict(Made()), trained.predict(trained.images[:]))
    assert asked == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9], [10, 11]]


def test_nothing_heavy_happens_before_it_is_asked_for(home, run, monkeypatch):
    """What the test found is there without TensorFlow."""
    code = f"""
import sys
sys.path[:0] = {sys.path!r}
import test_loading
trained = test_loading.rebuilt({run!r}, registry=test_loading.registry())
print(trained.predictions.shape, trained.images[:2].shape)
assert "tensorflow" not in sys.modules, "TensorFlow was imported"
"""
    monkeypatch.setenv("PYTHONPATH", ":".join(filter(None, sys.path)))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "(12,) (2, 6, 9, 1)\n", done.stderr


def test_other_code_is_refused_in_words_unless_forced(run):
    Store.open()._database.write(lambda connection: connection.exec_driver_sql("update runs set code = 'another'"))
    with pytest.raises(StaleRun, match="is stale") as refused:
        rebuilt(run, registry=registry())
    assert refused.value.cause == "The code of its components changed."
    assert rebuilt(run, registry=registry(), force=True).predict(np.zeros((1, 6, 9, 1), np.uint8)).shape == (1, 3)


def other_data(change):
    """A registry whose bars are `change` of what the same code gives."""

    @functools.wraps(load_bars)
    def load(**values):
        return change(load_bars(**values))

    return registry(Dataset(name="bars", summary="bars", load=load))


def test_other_data_are_refused_when_they_are_read_unless_forced(run):
    inverted = other_data(lambda splits: replace(splits, test=replace(splits.test, images=255 - splits.test.images)))
    trained, forced = rebuilt(run, registry=inverted), rebuilt(run, registry=inverted, force=True)
    with pytest.raises(StaleRun, match="is stale") as refused:
        trained.images  # noqa: B018 - reading them is the test
    assert refused.value.cause == "The data of bars changed."
    assert np.array_equal(forced.images[:], 255 - rebuilt(run, registry=registry()).images[:])


def test_images_that_are_not_those_of_the_kept_labels_are_refused_always(run):
    turned = other_data(lambda splits: replace(splits, test=replace(splits.test, labels=splits.test.labels[::-1])))
    with pytest.raises(StaleRun, match="cannot be rebuilt") as refused:
        rebuilt(run, registry=turned, force=True).images  # noqa: B018 - reading them is the test
    assert refused.value.cause == "bars has other test images than the run was tested on."


def test_a_component_that_is_gone_is_named(run):
    few = tuple(each for each in shelf.COMPONENTS if each.name != "large")
    report = PluginReport(provider=Provider("zoo-tests", "1.0", "zoo-tests[x]"), components=few)
    with pytest.raises(UsageError, match="There is no model 'large'"):
        rebuilt(run, registry=registries.build([report], Catalogue()), force=True)


def test_a_run_without_a_result_is_refused():
    lease = Store.open().begin(new_record(shelf.compose(), registry(), threads=1, data=None))
    with pytest.raises(UsageError, match="has no result") as refused:
        rebuilt(lease.name, registry=registry())
    assert refused.value.hint == f"zoo show {lease.name}"
    assert refused.value.cause.endswith("; only a net that was trained to its end can be asked.")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("experiment.json", b"{}", "cannot be read"),
        ("experiment.json", None, "cannot be read"),
        ("weights.npz", b"no archive", "cannot be read"),
        ("test.npz", b"no archive", "test.npz cannot be read"),
        ("test.npz", b"PK\x03\x04 cut off", "test.npz cannot be read"),
        ("weights.npz", b"PK\x03\x04 cut off", "cannot be read"),
        ("test.npz", None, "test.npz cannot be read"),
    ],
)
def test_damaged_files_are_named(run, name, content, said):
    file = paths.run_folder(run) / name
    file.write_bytes(content) if content is not None else file.unlink()
    with pytest.raises(StoreError, match=said) as refused:
        _read_all(run)
    assert refused.value.hint == f"zoo reproduce {run}"
    assert (refused.value.cause == f"There is no {file}.") == (content is None)


def _read_all(run):
    trained = rebuilt(run, registry=registry())
    return trained.net, trained.logits


def test_weights_of_another_run_are_no_weights_of_this_one(run):
    file = paths.run_folder(run) / "weights.npz"
    with np.load(file) as stored:
        arrays = [stored[key] + 1 for key in sorted(stored.files)]
    outputs.write_weights(file, arrays)
    with pytest.raises(StoreError, match=r"damaged\.\n.*\n.*zoo reproduce"):
        rebuilt(run, registry=registry()).net  # noqa: B018 - building it is the test


def test_what_is_recorded_is_json(run):
    json.dumps(rebuilt(run, registry=registry()).record)
