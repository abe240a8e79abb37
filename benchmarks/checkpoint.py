"""What a checkpoint per epoch costs: an epoch of cnn6 on images of CIFAR-10's size, with one and without."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import common
from benchmarks.trainings import Case, Trainings

TITLE = "A checkpoint per epoch, cnn6 on 45,000 images of 32x32x3"
EPOCH = 45_000
"""CIFAR-10's training images without those that validate."""
TRAINED = 2_560
"""Images of an epoch here; its time is taken for as many as are in `EPOCH`."""
WRITTEN = 30
"""Checkpoints that are measured."""


class Measured:
    """Takes the time of the epochs, and of what is kept after each.

    Args:
        keep: `CheckpointCallback._keep`: takes the state out of the model, writes it, and removes what is too old.
    """

    def __init__(self, keep: Callable[..., None]) -> None:
        self.keep = keep
        self.kept: list[float] = []
        self.epochs: list[float] = []

    def timed(self, keeper: Any, epoch: int, step: int) -> None:
        began = time.perf_counter()
        self.keep(keeper, epoch, step)
        self.kept.append(time.perf_counter() - began)
        self.epochs.append(keeper.clock.epoch_seconds * EPOCH / TRAINED)
        keeper.model.stop_training = len(self.kept) > WRITTEN


@contextlib.contextmanager
def measuring() -> Iterator[Measured]:
    """Measures the checkpoints of runs within its block."""
    from zoo.training.checkpoints.callbacks import CheckpointCallback

    measured = Measured(CheckpointCallback._keep)
    CheckpointCallback._keep = lambda *arguments: measured.timed(*arguments)  # type: ignore[method-assign]
    try:
        yield measured
    finally:
        CheckpointCallback._keep = measured.keep  # type: ignore[method-assign]


def measure(folder: Path) -> common.Comparison:
    """Returns the seconds of each epoch with its checkpoint, and without; the first, which traces, is left out."""
    from zoo.experiments import experiment
    from zoo.training.worker import Handler

    trainings = Trainings(folder / "cnn6", Case(model="cnn6"))
    known = trainings.registry_of_images()
    recipe = f"fast:epochs={10 * WRITTEN}"
    asked: Any = {"dataset": "random", "model": "cnn6", "augmenter": "none", "recipe": recipe, "limit": TRAINED}
    found = experiment.compose(known, **asked, validation=None)
    task = {"task": "run", "run": "r", "experiment": found[0].to_dict(), "folder": str(folder / "run")}
    with measuring() as measured:
        Handler({"threads": os.cpu_count() or 1}, known).handle(task, lambda event: None)
    name, bar = "an epoch with its checkpoint, against without", common.Bar(sense="at most", value=1.01)
    epochs = measured.epochs[1:]
    both = [epoch + kept for epoch, kept in zip(epochs, measured.kept[1:], strict=True)]
    return common.Comparison(name=name, unit="s", bar=bar, ours=both, peer=epochs)


def main() -> int:
    """Measures and prints. Returns the exit status."""
    # What a worker prints goes to the run's log; here, where there is none, it would stand between the tables.
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        comparison = measure(Path(folder))
    return common.report(TITLE, [comparison])


if __name__ == "__main__":
    sys.exit(main())
