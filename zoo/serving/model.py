"""`zoo.load(run)`: a trained run as a Keras model, from images as they are to probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras

    from zoo.api.recorded import Run
    from zoo.experiments.experiment import Part
    from zoo.experiments.registry import Registry
    from zoo.store import Store
    from zoo.training.trained import Trained


def load(
    run: str | Run, *, registry: Registry | None = None, store: Store | None = None, force: bool = False
) -> keras.Model:
    """Returns a trained run as a Keras model: images, uint8 (B, H, W, C) of any height and width, to probabilities,
    float32 (B, classes). Its attribute `classes` holds their names, in that order.

    Images of the run's size are taken as they are. Others are resized as training images were: by the parameter `fit`
    of a dataset that has one, `pad` or `stretch`; else their middle is cut out. C is the run's.

    The model is made of Keras' own layers and the component's, so that a `.keras` file of it needs the zoo only where
    the component does. `classes` is no part of what `model.save` writes, but of what `zoo export` does.

    Args:
        run: its name, the beginning of that, or a run that `zoo.run` or `zoo.runs` gave.
        registry: the components; by default all that are installed.
        store: by default that in `ZOO_HOME`.
        force: takes today's code, though it is not that of the run.

    Raises:
        UsageError: there is no such run, it has no result, or a component of it is not installed any more.
        StaleRun: it was made by other code, other data or another protocol than a new run would be.
        StoreError: files of it are missing or damaged.
    """
    from zoo.experiments import registry as registries
    from zoo.progress import native_silence
    from zoo.training.loading import trained

    registry = registry or registries.load()
    with native_silence():
        return model(trained(run, registry=registry, store=store, force=force), registry)


def model(trained: Trained, registry: Registry) -> keras.Model:
    """Returns the model of `load` for a run that is loaded."""
    net: Any = trained.net
    import keras  # after the net: it is built with Keras' settings as they were in training

    from zoo.serving.resizing import resized

    images = keras.Input((None, None, trained.image_shape[2]), dtype="uint8", name="images")
    pixels = resized(images, trained.image_shape[:2], dataset(trained, registry).values.get("fit"))
    made = net.preprocess
    if made.size is not None:
        pixels = keras.layers.Resizing(*made.size, name="size_of_the_model")(pixels)
    if made.repeat > 1:
        pixels = keras.layers.Concatenate(name="grey_as_colour")([pixels] * made.repeat)
    logits = net.inner(keras.ops.divide(pixels, 255.0), training=False)
    served = keras.Model(images, keras.layers.Softmax(name="probabilities", dtype="float32")(logits), name="zoo")
    served.classes = tuple(trained.classes)
    return served


def dataset(trained: Trained, registry: Registry) -> Part:
    """Returns the dataset of a run, with all of its parameters."""
    from zoo.experiments.experiment import Part
    from zoo.plugin import expressions

    [[term]] = expressions.parse(str(trained.record["dataset"]))
    return Part.of(registry.component("dataset", term.name), term.values)
