"""What the tests of the Python face share: the events of a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.execution import fake_registry
from zoo.execution.events import Begin, Check
from zoo.experiments import experiment
from zoo.plugin.events import Done, Epoch, Progress, Started


@pytest.fixture
def events():
    """Returns a factory of the events of one run."""
    registry = fake_registry.registry()
    (one,) = experiment.compose(registry, dataset="images", model="good", augmenter="none", recipe="fast")

    def make(epochs):
        run = {"run": f"{one.id}.1"}
        yield Check(number=1, total=1, name="images, good, none, fast")
        yield Begin(**run, number=1, total=2, folder=Path("/runs/x"), experiment=one)
        yield Started(**run, epochs=epochs, steps_per_epoch=10)
        for epoch in range(epochs):
            yield Progress(**run, epoch=epoch, step=5, loss=2.5, images_per_second=1234.5)
            measured = {"loss": 0.5, "accuracy": 0.8, "val_loss": 0.6, "val_accuracy": 0.75}
            yield Epoch(**run, epoch=epoch, **measured, seconds=1.0, images_per_second=9876.5)
        result = {"test_accuracy": 0.9, "test_images": 1000, "train_seconds": 61.0, "notes": ["grey is repeated"]}
        yield Done(**run, result=result)

    return make
