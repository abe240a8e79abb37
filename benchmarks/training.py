"""How fast the zoo trains: against a bare `keras.Model.fit`, and with augmentation against without."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import zoo
from benchmarks import common
from zoo import experiment, registry
from zoo.plugins import Provider

if TYPE_CHECKING:
    from benchmarks.turns import Turns

TITLE = "Training cnn6 on 32x32x3 images, batch 128, images/s"
IMAGES, BATCH, BLOCK, EPOCHS = 12_800, 128, 16, 1_000
SELF = Provider("benchmarks", "0", "benchmarks[training]")


def splits(folder: Path) -> zoo.Splits:
    """Returns random images and labels, memory-mapped as cached data are."""
    rng = np.random.default_rng(0)
    np.save(folder / "images.npy", rng.integers(0, 256, (IMAGES, 32, 32, 3), dtype=np.uint8))
    images = np.load(folder / "images.npy", mmap_mode="r")
    train = zoo.Split(images=images, labels=rng.integers(0, 10, IMAGES))
    return zoo.Splits(
        train=train, test=zoo.Split(images=images[:256], labels=train.labels[:256]), classes=[*"abcdefghij"]
    )


class Bench:
    """The zoo's own components, and beside them random data and the default recipe with a callback that takes turns."""

    def __init__(self, folder: Path) -> None:
        from zoo.training.worker import Handler

        self.folder, self.splits = folder, splits(folder)
        self.turns: Turns | None = None
        self.own = registry.load()
        self.recipe = self.own.component("recipe", str(self.own.defaults["recipe"]))
        dataset = zoo.Dataset(name="random", summary="Random images", load=lambda: self.splits)
        recipe = zoo.Recipe(name="turns", summary="The default recipe, in turns", plan=self._plan)
        extra = {("dataset", "random"): (dataset, SELF), ("recipe", "turns"): (recipe, SELF)}
        self.registry = replace(self.own, components={**self.own.components, **extra})
        self.handler = Handler({"threads": os.cpu_count() or 1}, self.registry)

    def in_turns(self, train: Callable[[Turns], Any]) -> Turns:
        from benchmarks.turns import Turns

        return Turns(train, block=BLOCK, batch_size=BATCH)

    def plan(self, callbacks: list[Any]) -> zoo.TrainingPlan:
        """The default recipe's plan for a long training, with callbacks."""
        values = self.recipe.resolve({"epochs": EPOCHS, "batch_size": BATCH})
        return replace(self.recipe.call("plan", values, IMAGES // BATCH), callbacks=callbacks)

    def run(self, augmenter: str) -> Turns:
        """`zoo run` as its worker process carries it out."""
        composed = experiment.compose(
            self.registry, dataset="random", model="cnn6", augmenter=augmenter, recipe="turns", validation=None
        )
        folder = self.folder / augmenter
        folder.mkdir(exist_ok=True)
        task = {"task": "run", "run": augmenter, "experiment": composed[0].to_dict(), "folder": str(folder)}

        def train(turns: Turns) -> None:
            self.turns = turns
            self.handler.handle({**task, "provenance": {"benchmark": TITLE}}, refuse_failure)

        return self.in_turns(train)

    def bare(self) -> Turns:
        """The same network, arrays, optimizer and loss in a plain `fit`."""

        def train(turns: Turns) -> None:
            import keras

            built = self.registry.component("model", "cnn6")
            network = built.call("build", built.resolve({}), (32, 32, 3), 10)
            model = keras.Sequential([keras.Input((32, 32, 3)), keras.layers.Rescaling(1 / 255), network])
            plan = self.plan([turns])
            model.compile(optimizer=plan.optimizer, loss=plan.loss, metrics=["accuracy"])
            labels = keras.utils.to_categorical(self.splits.train.labels, 10)
            images = self.splits.train.images
            model.fit(images, labels, batch_size=BATCH, epochs=EPOCHS, callbacks=plan.callbacks, verbose=0)

        return self.in_turns(train)

    def _plan(self, steps_per_epoch: int, *, epochs: int = EPOCHS, batch_size: int = BATCH) -> zoo.TrainingPlan:
        return self.plan([self.turns])


def refuse_failure(event: dict[str, Any]) -> None:
    """Raises where a run of the zoo failed: its message would otherwise be lost here."""
    if event["event"] == "failed":
        raise RuntimeError(event["error"])


def compare(name: str, ours: Turns, peer: Turns) -> common.Comparison:
    """Lets two trainings take turns, block by block, and then ends both."""
    comparison = common.Comparison(name=name, unit="images/s", bar=common.Bar(sense="at least", value=0.97))
    common.collect(comparison, ours.block, peer.block, seconds=130)
    ours.stop()
    peer.stop()
    return comparison


def main() -> int:
    """Measures and prints. Returns the exit status."""
    # What a worker prints goes to the run's log; here, where there is none, it would stand between the tables.
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        bench = Bench(Path(folder))
        against_bare = compare("zoo run, against a bare fit", bench.run("none"), bench.bare())
        against_none = compare("shift-flip, against none", bench.run("shift-flip"), bench.run("none"))
    return common.report(TITLE, [against_bare, against_none])


if __name__ == "__main__":
    sys.exit(main())
