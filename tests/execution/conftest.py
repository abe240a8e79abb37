"""What the tests of workers share: fake handlers that spawned workers can import, and an alarm against hangs."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import psutil
import pytest

from tests.execution import fake_registry
from zoo import paths
from zoo.execution import plan, runner
from zoo.execution.events import Dispatcher
from zoo.execution.local.pool import Pool
from zoo.experiments import experiment
from zoo.experiments.request import RunOptions
from zoo.plugin.launcher import LaunchConfig
from zoo.store import Store


@pytest.fixture(autouse=True)
def importable(monkeypatch):
    """A spawned worker gets the parent's `sys.path`."""
    monkeypatch.syspath_prepend(Path(__file__).parent)


@pytest.fixture(autouse=True)
def alarm():
    """Turns a hang into a failure."""

    def ring(number, frame):
        raise AssertionError("hang: the test took more than two minutes")

    previous = signal.signal(signal.SIGALRM, ring)
    signal.alarm(120)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, previous)


@pytest.fixture
def make_pool(tmp_path):
    """Returns a factory of pools whose workers have the fake handler."""

    def make(jobs=1, wake=None, handler="Handler", **settings):
        logs = tmp_path / "logs"
        return Pool(LaunchConfig(handler=f"fake_handler:{handler}", settings=settings, logs=logs, jobs=jobs, wake=wake))

    return make


@pytest.fixture
def pool(make_pool):
    with make_pool() as made:
        yield made


@pytest.fixture
def tasks(tmp_path):
    """Returns a factory of tasks, each with its own run folder."""

    def make(run, act="train", **more):
        folder = tmp_path / "runs" / run
        folder.mkdir(parents=True, exist_ok=True)
        return {"task": "run", "run": run, "folder": str(folder), "act": act, **more}

    return make


@pytest.fixture(scope="session")
def gone():
    """Returns a function that waits until a process has ended (a zombie has), and says whether it did."""

    def wait(pid, within=10.0):
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            try:
                if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                    return True
            except psutil.NoSuchProcess:
                return True
            time.sleep(0.02)
        return False

    return wait


@pytest.fixture
def registry():
    return fake_registry.registry()


@pytest.fixture
def experiments(registry):
    """Returns a factory of experiments, one for each model."""

    def make(models, dataset="images", **more):
        parts = {"dataset": dataset, "model": models, "augmenter": "none", "recipe": "fast"}
        return experiment.compose(registry, **parts, **more)

    return make


@pytest.fixture
def store(zoo_home):
    return Store.open()


@pytest.fixture
def train(registry, store, tmp_path, monkeypatch):
    """Returns a function that plans and runs experiments with the fake handler."""
    monkeypatch.chdir(tmp_path)

    def run(experiments, *listeners, force=False, refresh=False, registry=registry, **more):
        items = plan.make(experiments, registry, store, force=force, refresh=refresh)
        options = RunOptions(**{"threads": 1, **more})
        how = {"registry": registry, "store": store, "options": options, "emit": Dispatcher(listeners)}
        return runner.run(items, handler="fake_handler:Trainer", **how)

    return run


@pytest.fixture
def trained():
    """Returns a function that says which epochs a run's workers trained, one after the other."""

    def epochs(name):
        return [int(line) for line in (paths.runs_folder() / name / "epochs.txt").read_text().split()]

    return epochs
