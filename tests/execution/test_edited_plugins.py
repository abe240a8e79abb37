"""A plugin that is edited while its runs are trained: what is recorded is what trained, with workers as they are."""

from __future__ import annotations

import hashlib
import os
import signal

import pytest

from zoo import paths
from zoo.execution import plan, runner
from zoo.execution.local import pool
from zoo.execution.signals import Interrupted
from zoo.experiments import component_code, experiment, registry, staleness
from zoo.experiments.request import RunOptions
from zoo.plugin.events import Epoch

SOURCE = """
import zoo


def build(input_shape, num_classes):
    import keras

    inputs = keras.Input(input_shape)
    return keras.Model(inputs, keras.layers.Dense(num_classes, name="VERSION")(keras.layers.Flatten()(inputs)))


@zoo.hookimpl
def zoo_models():
    return [zoo.Model(name="NAME", summary="a model", build=build)]
"""


def source(name, version):
    return SOURCE.replace("NAME", name).replace("VERSION", version)


@pytest.fixture
def site(install):
    """The folder with the plugins of the models `first` and `edited`."""
    install("zoo-first", {"first": "zoo_first"}, zoo_first=source("first", "one"))
    return install("zoo-edited", {"edited": "zoo_edited"}, zoo_edited=source("edited", "one"))


@pytest.fixture
def edit(site):
    """Returns a function that edits a plugin, so that its file is no older than it is."""

    def edit():
        (site / "zoo_edited.py").write_text(source("edited", "another"))
        component_code.forget()

    return edit


@pytest.fixture
def sweep(store, site):
    """Returns a function that trains models, and calls `on_epoch` once after the first epoch of the first run."""

    def sweep(models, on_epoch, *, seeds=1, epochs=1):
        parts = {"dataset": "digits", "model": models, "augmenter": "none", "recipe": f"fast:epochs={epochs}"}
        installed = registry.load()
        experiments = experiment.compose(installed, **parts, seeds=range(seeds), limit=100)
        calls = [on_epoch]

        def listen(event):
            if isinstance(event, Epoch) and calls:
                calls.pop()()

        items = plan.make(experiments, installed, store)
        runner.run(items, registry=installed, store=store, options=RunOptions(threads=1), emit=listen)

    return sweep


def trained_by(run):
    """Returns the version that trained a run, as the names of its layers tell, and the one that is recorded."""
    summary = (paths.run_folder(run.name) / "summary.txt").read_text()
    recorded = run.provenance["components"]["model:edited"]["sources"]["zoo_edited"]
    versions = ("one", "another")
    hashes = [hashlib.sha256(source("edited", version).encode()).hexdigest() for version in versions]
    return next(version for version in versions if f"{version} (" in summary), versions[hashes.index(recorded)]


def test_edited_after_its_import_and_before_its_run(store, sweep, edit):
    sweep("first,edited", edit)
    (run,) = [run for run in store.runs(details=True) if run.model == "edited"]
    assert trained_by(run) == ("another", "another")
    assert staleness.reasons(run, staleness.Current(registry.load(), {})) == []


def test_a_worker_is_replaced_after_the_edit(store, sweep, edit, monkeypatch):
    monkeypatch.setattr(pool, "TASKS_PER_WORKER", 1)
    sweep("edited", edit, seeds=2)
    after, before = store.runs(details=True)
    assert (trained_by(before), trained_by(after)) == (("one", "one"), ("another", "another"))
    current = staleness.Current(registry.load(), {})
    assert staleness.reasons(before, current) == ["the code of model edited changed (zoo_edited)"]
    assert staleness.reasons(after, current) == []


def test_stopped_and_resumed_after_the_edit(store, sweep, edit):
    with pytest.raises(Interrupted):
        sweep("edited", lambda: os.kill(os.getpid(), signal.SIGTERM), epochs=40)
    edit()
    sweep("edited", lambda: None, epochs=40)
    (run,) = store.runs(details=True)
    assert run.status == "failed"
    assert "code of model:edited (zoo_edited)" in run.error["cause"]
    recorded = run.provenance["components"]["model:edited"]["sources"]["zoo_edited"]
    assert recorded == hashlib.sha256(source("edited", "one").encode()).hexdigest()
