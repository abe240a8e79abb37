"""What the tests of training share: TensorFlow as a worker has it, tiny components, and experiments of them."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from zoo.training import environment, session
from zoo.training.worker import Handler

sys.path.insert(0, str(Path(__file__).parent))  # pytest's importlib mode leaves it out
import bars
import chains
import shelf

environment.prepare(shelf.THREADS)  # while tests are collected: the first operation fixes the number of threads


@pytest.fixture(autouse=True)
def empty_pictures(monkeypatch):
    """A run's pictures are empty files: to draw them takes longer than these trainings. test_plots.py draws them."""
    monkeypatch.setattr(session, "plots", shelf.EMPTY_PICTURES)


@pytest.fixture
def registry() -> shelf.Shelf:
    return shelf.Shelf()


@pytest.fixture
def compose():
    """Returns the factory of experiments."""
    return shelf.compose


@pytest.fixture
def handler(registry) -> Handler:
    return Handler({"threads": shelf.THREADS}, registry)


@pytest.fixture
def train(handler, tmp_path):
    """Returns a function that trains an experiment and returns its events; the files lie in `tmp_path / "run"`."""

    def run(experiment, by=handler):
        events = []
        task = {"task": "run", "run": "r.1", "experiment": experiment.to_dict(), "folder": str(tmp_path / "run")}
        by.handle(task, lambda event: events.append(event.to_dict()))
        return events

    return run


@pytest.fixture
def check(handler):
    """Returns a function that checks one experiment and returns the answer."""

    def run(experiment):
        events = []
        handler.handle({"task": "check", "experiment": experiment.to_dict()}, events.append)
        return {"refused": events[0].refused and events[0].refused.to_dict(), **events[0].facts}

    return run


@pytest.fixture
def splits():
    """Sixty images of bars, 6x9x1, in three classes."""
    return bars.load_bars(per_class=20, height=6, width=9, channels=1)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture(scope="module")
def images():
    """Ten images of noise, 20x28x3."""
    return np.random.default_rng(0).integers(0, 256, (10, *chains.SHAPE), dtype=np.uint8)
