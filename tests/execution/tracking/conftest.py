"""A plugin with hooks of events that writes down what it hears, and a sweep of fake runs that tells it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from zoo.execution.tracking import caller
from zoo.execution.tracking.hooks import Hooks
from zoo.experiments.request import RunOptions
from zoo.plugin import choice, loading

HEARS = """
    import json, os, sys, time
    import zoo

    def note(hook, **given):
        with open({heard!r}, "a") as file:
            file.write(json.dumps([hook, {{name: str(value) for name, value in given.items()}}, os.getpid()]) + "\\n")

    @zoo.hookimpl
    def zoo_run_started(run):
        note("started", name=run.name, model=run.model, resumed=run.resumed, after=run.epochs_done)
        {started}

    @zoo.hookimpl
    def zoo_epoch_finished(run, epoch):
        note("epoch", name=run.name, number=epoch.number, loss=epoch.metrics.get("loss"))

    @zoo.hookimpl
    def zoo_run_finished(run, result):
        note("finished", name=run.name, status=result.status, accuracy=result.metrics.get("test_accuracy"),
             error=result.error)
        {finished}
"""


@pytest.fixture
def hearing(install, tmp_path):
    """Returns a function that installs a plugin, which does `started` when it hears of a run, and `finished` when of
    its end; and returns what reads what it has heard."""

    def make(name="zoo-made", *, started="pass", finished="pass", more=""):
        module, heard = name.replace("-", "_"), tmp_path / f"{name}.heard"
        source = HEARS.format(heard=str(heard), started=started, finished=finished) + more
        install(name, {"made": module}, **{module: source})
        return lambda: [json.loads(line) for line in heard.read_text().splitlines()] if heard.exists() else []

    return make


@pytest.fixture
def tracked(train, registry, monkeypatch):
    """Returns a function that trains experiments, and tells the plugins that are installed in the test."""

    def run(experiments, *listeners, names=("zoo-made",), file=None, **more):
        monkeypatch.setenv("ZOO_PLUGINS", ",".join(names))
        found = choice.chosen((), file)
        told = replace(registry, plugins=tuple(loading.load(found)))
        with Hooks(told, RunOptions()) as hooks:
            return train(experiments, hooks, *listeners, **more)

    return run


@pytest.fixture
def impatient(monkeypatch):
    """A call may take two seconds."""
    monkeypatch.setattr(caller, "CALL_LIMIT", 2.0)
