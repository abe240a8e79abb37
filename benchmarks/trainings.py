"""The trainings that `training.py` compares: `zoo run`, a bare `fit` of the same network, and the article's script."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import zoo
from zoo.experiments import experiment, registry
from zoo.plugin.events import Diverged, Event, Failed
from zoo.plugin.loading import Provider

if TYPE_CHECKING:
    from benchmarks.turns import Turns
    from zoo.experiments.registry import Registry

IMAGES, EPOCHS, CLASSES = 12_800, 1_000, "abcdefghij"
SELF = Provider("benchmarks", "0", "benchmarks[training]")


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is trained, on random images.

    Args:
        recipe: its name; None for the default one.
        shape: (H, W, C) of the images.
        block: steps in one turn. Where steps are short enough for the zoo to take several at once, whole epochs.
        scale: of the height and width of the images that are trained on.
    """

    model: str
    recipe: str | None = None
    shape: tuple[int, int, int] = (32, 32, 3)
    batch: int = 128
    block: int = 16
    scale: float = 1.0


class Trainings:
    """Trainings of one case, each ready to take turns with others.

    Args:
        folder: where data and runs are written.
    """

    def __init__(self, folder: Path, case: Case) -> None:
        self.folder, self.case, self.own = folder, case, registry.load()
        self.folder.mkdir()
        self.splits = splits(folder, case.shape)
        self.recipe = self.own.component("recipe", case.recipe or str(self.own.catalogue.defaults["recipe"]))

    def zoo_run(self, augmenter: str, precision: str = "float32") -> Turns:
        """`zoo run` as its worker process carries it out."""
        from zoo.training.worker import Handler

        def train(turns: Turns) -> None:
            # Beside the recipe's own training this callback only waits, so the zoo need not show it every batch.
            turns.async_safe = True
            known = self._registry(turns)
            found = experiment.compose(
                known,
                dataset="random",
                model=self.case.model,
                augmenter=augmenter,
                recipe=f"turns:precision={precision}",
                validation=None,
            )
            task = {"task": "run", "run": augmenter, "experiment": found[0].to_dict(), "folder": str(folder)}
            handler = Handler({"threads": os.cpu_count() or 1}, known)
            handler.handle({**task, "provenance": {"benchmark": "training"}}, _refuse_failure)

        folder = self.folder / f"{augmenter}-{precision}"
        folder.mkdir(exist_ok=True)
        return self._turns(train)

    def bare_fit(self) -> Turns:
        """The same network, arrays in memory, optimizer and loss in a plain `fit`."""

        def train(turns: Turns) -> None:
            import keras

            built = self.own.component("model", self.case.model)
            network = built.call("build", built.resolve({}), self.case.shape, len(CLASSES))
            model = keras.Sequential([keras.Input(self.case.shape), keras.layers.Rescaling(1 / 255), network])
            plan = self._plan(turns)
            model.compile(optimizer=plan.optimizer, loss=plan.loss, metrics=["accuracy"])
            images, labels = np.array(self.splits.train.images), self._one_hot()
            model.fit(images, labels, batch_size=self.case.batch, epochs=EPOCHS, callbacks=plan.callbacks, verbose=0)

        return self._turns(train)

    def article(self, *, augment: bool) -> Turns:
        """The article's script: float32 arrays, and ImageDataGenerator where it augments."""

        def train(turns: Turns) -> None:
            from benchmarks import article

            images, labels = np.array(self.splits.train.images, dtype=np.float32) / 255, self._one_hot()
            data: dict[str, Any] = {"x": images, "y": labels, "batch_size": article.BATCH}
            if augment:
                data = {"x": article.augmented(images, labels)}
            article.create_model().fit(**data, epochs=EPOCHS, callbacks=[turns], verbose=0)

        return self._turns(train)

    def _turns(self, train: Callable[[Turns], Any]) -> Turns:
        from benchmarks.turns import Turns

        return Turns(train, block=self.case.block, batch_size=self.case.batch)

    def _plan(self, turns: Turns) -> zoo.TrainingPlan:
        """The recipe's plan for a long training, with a callback that takes turns."""
        values = self.recipe.resolve({"epochs": EPOCHS, "batch_size": self.case.batch})
        plan = self.recipe.call("plan", values, IMAGES // self.case.batch)
        return replace(plan, callbacks=[turns], image_scales=(self.case.scale,))

    def _registry(self, turns: Turns) -> Registry:
        """The zoo's own components, and beside them the random data and the recipe that takes turns."""

        def plan(steps_per_epoch: int, *, epochs: int = EPOCHS, batch_size: int = self.case.batch) -> zoo.TrainingPlan:
            return self._plan(turns)

        recipe = zoo.Recipe(name="turns", summary="A recipe, in turns", plan=plan)
        known = self.registry_of_images()
        return replace(known, components={**known.components, ("recipe", "turns"): (recipe, SELF)})

    def registry_of_images(self) -> Registry:
        """The zoo's own components, and beside them the random data."""
        dataset = zoo.Dataset(name="random", summary="Random images", load=lambda: self.splits)
        return replace(self.own, components={**self.own.components, ("dataset", "random"): (dataset, SELF)})

    def _one_hot(self) -> np.ndarray:
        return np.eye(len(CLASSES), dtype=np.float32)[self.splits.train.labels]


def splits(folder: Path, shape: tuple[int, int, int]) -> zoo.Splits:
    """Returns random images and labels, memory-mapped as cached data are."""
    rng = np.random.default_rng(0)
    np.save(folder / "images.npy", rng.integers(0, 256, (IMAGES, *shape), dtype=np.uint8))
    images, labels = np.load(folder / "images.npy", mmap_mode="r"), rng.integers(0, len(CLASSES), IMAGES)
    test = zoo.Split(images=images[:256], labels=labels[:256])
    return zoo.Splits(train=zoo.Split(images=images, labels=labels), test=test, classes=[*CLASSES])


def _refuse_failure(event: Event) -> None:
    """Raises where a run of the zoo failed or diverged: its message would otherwise be lost here."""
    if isinstance(event, Failed | Diverged):
        raise RuntimeError(event.error)
