"""A plugin of interface 1: each of its hooks and public names, as they were then. It stays as it is."""

from typing import Annotated

import zoo

zoo_interface = 1

USED = (
    *(zoo.DataError, zoo.StoreError, zoo.UsageError),
    *(zoo.RunOptions, zoo.RunRequest, zoo.RunContext, zoo.DrawContext, zoo.Trained, zoo.load),
    *(zoo.RemoteFile, zoo.Source, zoo.Images, zoo.arrays, zoo.source_fingerprint, zoo.data_folder),
    *(zoo.LaunchConfig, zoo.TaskEvent, zoo.Workers, zoo.atomic_write),
    *(zoo.image_sheet, zoo.layer_outputs, zoo.track, zoo.Table),
)


def load(*, size: Annotated[int, zoo.Param(ge=4, unit="pixels")] = 6):
    import numpy as np

    def split(count):
        labels = np.arange(count, dtype=np.int32) % 2
        images = np.zeros((count, size, size, 1), np.uint8)
        images[labels == 1, :, ::2] = 255
        images[:, 0, 0, 0] = np.arange(count)  # each is another one
        return zoo.Split(images=images, labels=labels)

    return zoo.Splits(train=split(60), test=split(20), classes=("plain", "striped"))


def build(input_shape, num_classes, *, width: int = 4):
    import keras

    layers = [keras.layers.Flatten(), keras.layers.Dense(width, "relu"), keras.layers.Dense(num_classes)]
    return keras.Sequential([keras.Input(input_shape), *layers])


def draw(rng, context, *, most: float = 10.0):
    return {"shift": rng.uniform(-most, most, context.batch_size).astype("float32")}


def apply(images, draws):
    from keras import ops

    return ops.clip(images + draws["shift"][:, None, None, None], 0, 255)


def noise():
    import keras

    return keras.layers.GaussianNoise(1.0)


def plan(steps_per_epoch, *, epochs: int = 1, batch_size: int = 20):
    import keras

    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    return zoo.TrainingPlan(optimizer=keras.optimizers.SGD(0.1), loss=loss, callbacks=[])


def start(launch):
    return zoo.Pool(launch)


def measure(trained):
    return zoo.Findings(numbers={"images": float(len(trained.labels))})


@zoo.hookimpl
def zoo_datasets():
    yield zoo.Dataset(name="first-stripes", summary="plain and striped images", load=load)


@zoo.hookimpl
def zoo_models():
    yield zoo.Model(name="first-net", summary="one hidden layer", build=build, min_size=2, channels=1)


@zoo.hookimpl
def zoo_augmenters():
    yield zoo.Augmenter(name="first-light", summary="lighter or darker", draw=draw, apply=apply, draws={"shift": ()})
    yield zoo.from_keras_layer("first-noise", noise, summary="noise, as Keras makes it")


@zoo.hookimpl
def zoo_recipes():
    yield zoo.Recipe(name="first-sgd", summary="plain gradient descent", plan=plan)


@zoo.hookimpl
def zoo_launchers():
    yield zoo.Launcher(name="first-pool", summary="this machine", start=start)


@zoo.hookimpl
def zoo_probes():
    images = zoo.ProbeMetric(name="images", title="images", format="{:.0f}", kind="count")
    yield zoo.Probe(name="first-count", summary="how many images", measure=measure, metrics=[images])
