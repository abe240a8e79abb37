"""Trainings of a second by a recipe: a tiny net, a few made images. Imports Keras: import it where it is used."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np

from zoo.experiments.experiment import Experiment, Part
from zoo.experiments.registry import Registry
from zoo.plugin.components import Dataset, Model
from zoo.plugin.discovery import Provider
from zoo.plugin.events import Event
from zoo.plugin.images import Split, Splits
from zoo.store.run_folder import RunFolder
from zoo.testing.framework import Subject
from zoo.training.assembly import assemble
from zoo.training.checkpoints.callbacks import CheckpointConfig
from zoo.training.checkpoints.checkpoint import Checkpoints
from zoo.training.endings import Stopped
from zoo.training.outputs import weights
from zoo.training.trainer import train

BATCH = 4
CLASSES = ("dark", "grey", "bright")


def load() -> Splits:
    """Returns 60 images 6x6x1 to train on, 12 to test, and three classes that differ in brightness."""
    rng = np.random.default_rng(0)

    def split(count: int) -> Split:
        labels = np.arange(count) % len(CLASSES)
        pixels = rng.integers(0, 80, (count, 6, 6, 1)) + 80 * labels[:, None, None, None]
        return Split(images=pixels.astype(np.uint8), labels=labels)

    return Splits(train=split(60), test=split(12), classes=CLASSES)


def build(input_shape: Any, num_classes: int) -> keras.Model:
    """Builds a net with what checkpoints have to keep: averages of batches, numbers drawn, two kernels."""
    layers = keras.layers
    hidden = [layers.Flatten(), layers.Dense(8), layers.BatchNormalization(), layers.ReLU(), layers.Dropout(0.2)]
    return keras.Sequential([keras.Input(input_shape), *hidden, layers.Dense(num_classes)])


MADE = (
    Dataset(name="made-images", summary="a few made images", load=load),
    Model(name="made-net", summary="a tiny net", build=build),
)
PROVIDER = Provider("keras-zoo", "", "keras-zoo[testing]")


@dataclass(frozen=True)
class Trained:
    """What a training came to: the weights that it began with, those that it ended with, the figures of each epoch
    without times, and what callbacks remember that no checkpoint holds."""

    start: list[np.ndarray]
    end: list[np.ndarray]
    history: list[dict[str, Any]]
    left: tuple[str, ...]


def trained(subject: Subject, epochs: int, folder: Path, stop: Callable[[int], bool] = lambda epochs: False) -> Trained:
    """Trains in a folder, going on from what is there.

    Args:
        stop: whether to stop; it is told how many epochs are complete.

    Raises:
        Stopped: as it was asked.
    """
    experiment, registry = _experiment(subject, epochs)
    done: list[Event] = []
    run = RunFolder(folder, 1)
    run.claim()
    checkpoints = Checkpoints(run)
    begin, _ = checkpoints.newest()
    assembly = assemble(experiment, registry, load(), folder / "files")
    start = weights(assembly.net)
    before = begin.epoch if begin else 0
    config = CheckpointConfig(checkpoints=checkpoints, start=begin, stop=lambda: stop(before + len(done)))
    with _quiet():
        found = train(assembly, lambda event: done.append(event) if event.kind == "epoch" else None, config)
    history = [{name: value for name, value in entry.items() if "second" not in name} for entry in found.history]
    return Trained(start, weights(assembly.net), history, found.left)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keeps TensorFlow from advising to trace less: each of these trainings is another one."""
    logger = logging.getLogger("tensorflow")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def broken(subject: Subject, epochs: int, folder: Path) -> Trained:
    """Trains as `trained`, but is stopped within the second epoch, and goes on."""
    asked: list[int] = []

    def within_the_second(complete: int) -> bool:
        asked.extend([complete] if complete else [])
        return len(asked) > 1  # for the first time at the end of the first epoch

    try:
        return trained(subject, epochs, folder, within_the_second)
    except Stopped:
        return trained(subject, epochs, folder)


def _experiment(subject: Subject, epochs: int) -> tuple[Experiment, Registry]:
    components = {(each.kind, each.name): (each, PROVIDER) for each in (*MADE, subject.component)}
    dataset, model = (Part.of(each, {}) for each in MADE)
    recipe = Part(subject.component.name, {**subject.values, "epochs": epochs, "batch_size": BATCH})
    return Experiment(dataset=dataset, model=model, augmenters=(), recipe=recipe), Registry(components=components)
