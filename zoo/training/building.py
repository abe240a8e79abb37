"""The net of an experiment, built by its component and not trained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zoo.experiments.plugin_errors import blamed
from zoo.plugin.components import PRECISION
from zoo.training import checks, networks, precision
from zoo.training.rng import seed_of

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry


def build(
    experiment: Experiment, registry: Registry, image_shape: tuple[int, int, int], num_classes: int
) -> tuple[networks.Net, list[str]]:
    """Builds the net of an experiment, untrained, and says what is done to images so that it can take them.

    Raises:
        UsageError: the model cannot take such images.
        PluginError: the model fails while it builds, or cannot be trained.
    """
    part = experiment.model
    component: Any = registry.component("model", part.name)
    rounded = experiment.recipe.values.get(PRECISION.name) == precision.ROUNDED
    refused = {"model": str(part.term), "dataset": str(experiment.dataset.term)}
    shape = networks.model_shape(component, image_shape, refused)
    keras_seed = seed_of(experiment.seed, "init")
    with blamed(registry, "model", part.name, "was built", refused=refused):
        make = precision.build_in_bfloat16 if rounded else networks.build_model
        model = make(component, part.values, shape, num_classes, keras_seed)
    checks.check_model(part.name, model)
    with blamed(registry, "model", part.name, "was called", refused=refused):
        net = networks.wrap(model, shape, image_shape, to_float32=rounded)
    checks.check_shape(part.name, getattr(net.output, "shape", type(net.output).__name__), num_classes)
    networks.seed_dropout(net, experiment.seed)
    own = ["the model's own compile is not used: the recipe compiles it"] if model.compiled else []
    return net, [*networks.shape_notes(shape, image_shape), *own]
