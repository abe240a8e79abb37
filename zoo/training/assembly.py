"""An experiment put together: its images, its chain, its model, its plan."""

from __future__ import annotations

import tempfile
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from zoo.experiments.plugin_errors import blamed
from zoo.plugin.components import RunContext, image_scale
from zoo.training import building, callback_checks, checks, environment, networks, warm_start
from zoo.training.augmentation.chain import Chain, traced
from zoo.training.feed import Feed
from zoo.training.prepare import Prepared, prepare
from zoo.training.rng import seed_of, stream

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry
    from zoo.plugin.components import Component, TrainingPlan
    from zoo.plugin.images import Splits


@dataclass(frozen=True, kw_only=True)
class Assembly:
    """Everything that training needs, with nothing trained yet."""

    experiment: Experiment
    registry: Registry
    prepared: Prepared
    feed: Feed
    net: networks.Net
    plan: TrainingPlan
    notes: tuple[str, ...]
    warm: warm_start.WarmStart | None = None

    @property
    def epochs(self) -> int:
        return self.experiment.recipe.values["epochs"]

    def image_scale(self, epoch: int) -> float:
        """Returns the part of the images' height and width that an epoch, counted from 0, trains on."""
        return image_scale(self.plan.image_scales, epoch, self.epochs)

    @property
    def facts(self) -> dict[str, Any]:
        """What is known about a run before it trains."""
        return {
            "parameters": self.net.count_params(),
            "train_images": len(self.prepared.train),
            "validation_images": len(self.prepared.validation),
            "test_images": len(self.prepared.test),
            "steps_per_epoch": self.feed.steps_per_epoch,
            "input_shape": list(self.prepared.image_shape),
            "notes": list(self.notes),
        }

    def blamed(self, kind: str, action: str) -> AbstractContextManager[None]:
        """Runs code of the component of a kind; see `zoo.experiments.plugin_errors.blamed`."""
        return blamed(self.registry, kind, getattr(self.experiment, kind).name, action)

    def adapt(self) -> None:
        """Shows a sample of training images to a model that adapts to them; what it begins with wins over that."""
        part, seed = self.experiment.model, self.experiment.seed
        component: Any = self.registry.component("model", part.name)
        if component.adapt is None:
            return
        with self.blamed("model", "adapted to the training images"):
            images = networks.sample(self.net, self.prepared.train, stream(seed, "adapt", "sample"))
            component.call("adapt", part.values, self.net.inner, images, stream(seed, "adapt"))
        if self.warm:
            self.warm.apply(self.net.inner)

    def check(self) -> None:
        """Draws, augments, calls the net, computes the loss and takes the test views once, on two images.

        Raises:
            PluginError: a component fails or returns what cannot be trained with.
        """
        inputs, labels = self.feed.batch(self.prepared.train.indices[:2], epoch=0, batch=0)
        self._check_augmenters(inputs[networks.IMAGES])
        with self.blamed("model", "was called"):
            logits = self.net(self.net.augmented(networks.tensors(inputs)), training=True)
            checks.check_logits(self.experiment.model.name, logits)
            checks.check_scale(self.experiment.model.name, self.net.inner, self.net.preprocess.output.shape[1:])
        for scale in {*self.plan.image_scales} - {1}:
            self._check_scale(scale)
        with self.blamed("recipe", "computed its loss"):
            checks.check_loss(self.experiment.recipe.name, self.plan, labels, logits)
        with self.blamed("recipe", "took its test views"):
            checks.check_views(self.experiment.recipe.name, self.plan, inputs[networks.IMAGES])

    def _check_scale(self, scale: float) -> None:
        """Traces the net for images of a scale: what does not fit is a ValueError there, whichever layer raises it."""
        import tensorflow as tf

        refused = {kind: self.experiment.expressions[kind] for kind in ("model", "recipe")}
        images = tf.TensorSpec((2, *self.prepared.image_shape))
        self.net.scale = scale
        with blamed(self.registry, "model", self.experiment.model.name, "was called on shrunk images", refused=refused):
            tf.function(self.net, autograph=False).get_concrete_function(images, training=True)
        self.net.scale = 1.0

    def _check_augmenters(self, images: Any) -> None:
        """Applies each augmenter alone: an exception out of the whole chain would not say whose it is."""
        for part in self.experiment.augmenters:
            chain = _chain([part], self.registry, self.prepared.image_shape, self.experiment.seed)
            with blamed(self.registry, "augmenter", part.name, "was applied"):
                seen = chain.apply(images, networks.tensors(chain.draw(self.prepared.train.indices[:2], 0, 0)))
                traced(chain).get_concrete_function()  # NumPy in `apply` works outside of a graph alone
            if not np.isfinite(keras.ops.convert_to_numpy(seen)).all():
                raise chain.links[0].refuse("images", "NaN or infinity", "finite pixels")


def assemble(experiment: Experiment, registry: Registry, splits: Splits, folder: Path | None = None) -> Assembly:
    """Puts an experiment together in a fresh session.

    Args:
        folder: for files of the recipe's; by default a place for temporary ones.

    Raises:
        DataError: the dataset is not what it has to be.
        UsageError: the parts do not go together.
        PluginError: a component fails, or what it made cannot be trained.
    """
    checks.check_length(experiment.recipe.name, experiment.recipe.values)
    warm = warm_start.read(experiment, registry)
    environment.fresh(seed_of(experiment.seed, "init"))
    prepared = prepare(experiment, splits)
    chain = _chain(experiment.augmenters, registry, prepared.image_shape, experiment.seed)
    net, notes = building.build(experiment, registry, prepared.image_shape, len(prepared.classes))
    feed = Feed(
        prepared.train,
        chain,
        len(prepared.classes),
        seed=experiment.seed,
        batch_size=experiment.recipe.values["batch_size"],
    )
    net.chain = chain
    notes += warm.apply(net.inner) if warm else []
    folder = folder or Path(tempfile.gettempdir())
    plan = _plan(experiment, registry, feed.steps_per_epoch, folder)
    plan, left_out = callback_checks.without_needless(plan)
    notes += left_out + callback_checks.unseen_monitors(plan, validated=len(prepared.validation) > 0)
    return Assembly(
        experiment=experiment,
        registry=registry,
        prepared=prepared,
        feed=feed,
        net=net,
        plan=plan,
        notes=(*prepared.notes, *notes),
        warm=warm,
    )


def _chain(parts: Any, registry: Registry, image_shape: tuple[int, int, int], seed: int) -> Chain:
    pairs: list[tuple[Component, Any]] = [(registry.component("augmenter", part.name), part.values) for part in parts]
    return Chain(pairs, image_shape, seed)  # type: ignore[arg-type]


def _plan(experiment: Experiment, registry: Registry, steps_per_epoch: int, folder: Path) -> TrainingPlan:
    part = experiment.recipe
    recipe: Any = registry.component("recipe", part.name)
    context = RunContext(folder=folder, experiment=experiment.id, seed=experiment.seed)
    with blamed(registry, "recipe", part.name, "planned"):
        plan = recipe.make_plan(part.values, steps_per_epoch, context)
    checks.check_plan(part.name, plan)
    return plan
