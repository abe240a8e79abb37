"""Tiny components, good and bad, and a registry that holds them."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from zoo.components import Augmenter, Dataset, Model, Recipe, TrainingPlan
from zoo.experiment import Experiment, Part
from zoo.splits import Split, Splits

THREADS = 2
CLASSES = ("left", "middle", "right")


def load_bars(*, per_class: int = 20, height: int = 6, width: int = 9, channels: int = 1) -> Splits:
    """A bright bar in the left, middle or right third of a noisy image."""

    def split(count: int, seed: int) -> Split:
        labels = np.arange(count * 3) % 3
        images = np.random.default_rng(seed).integers(0, 100, (count * 3, height, width, channels), dtype=np.uint8)
        for image, label in zip(images, labels, strict=True):
            image[:, label * width // 3 : (label + 1) * width // 3] += 120
        return Split(images=images, labels=labels)

    return Splits(train=split(per_class, 1), test=split(5, 2), classes=CLASSES)


class Wrong:
    """Datasets that are not what they have to be, each a change of the bars."""

    @staticmethod
    def load(*, wrong: str = "float") -> Splits:
        good = load_bars()
        images, labels, classes = good.train.images, good.train.labels, CLASSES
        changed = {
            "float": (images.astype(np.float32), labels, classes),
            "flat": (images[..., 0], labels, classes),
            "one-hot": (images, np.eye(3, dtype=np.int64)[labels], classes),
            "real": (images, labels.astype(np.float32), classes),
            "beyond": (images, labels + 1, classes),
            "negative": (images, labels - 1, classes),
            "short": (images, labels[:-1], classes),
            "empty": (images[:0], labels[:0], classes),
            "single": (images, labels * 0, CLASSES[:1]),
            "other": (images[:, :, :-1], labels, classes),
        }
        images, labels, classes = changed[wrong]
        return Splits(train=Split(images=images, labels=labels), test=good.test, classes=classes)


class Corrupt:
    """Images of which one cannot be read."""

    def __init__(self, images):
        self.images = images

    def __len__(self):
        return len(self.images)

    def __getitem__(self, indices):
        from zoo.errors import DataError

        if 7 in np.asarray(indices):
            raise DataError("train/cat/7.png cannot be decoded.", hint="remove it")
        return self.images[indices]


def load_corrupt() -> Splits:
    good = load_bars()
    return Splits(
        train=Split(images=Corrupt(good.train.images), labels=good.train.labels), test=good.test, classes=CLASSES
    )


def rescaling(input_shape, num_classes, *, factor: float = 1 / 255):
    """Takes its images for bytes, in a model within a model."""
    import keras

    inner = keras.Sequential([keras.layers.Rescaling(factor), keras.layers.Flatten(), keras.layers.Dense(num_classes)])
    return keras.Sequential([keras.Input(input_shape), inner])


def failing(*_):
    raise RuntimeError("the plugin is broken\nin two lines")


def dense(input_shape, num_classes, *, activation=None, name="dense_only", compiled=False):
    import keras

    inputs = keras.Input(input_shape)
    outputs = keras.layers.Dense(num_classes, activation=activation)(keras.layers.Flatten()(inputs))
    model = keras.Model(inputs, outputs, name=name)
    if compiled:
        model.compile("sgd", "mse")
    return model


def tiny(input_shape, num_classes, *, width: int = 8, dropout: float = 0.3):
    import keras

    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Conv2D(width, 3, padding="same", activation="relu"),
            layers.BatchNormalization(),
            layers.MaxPooling2D(2),
            layers.Dropout(dropout),
            layers.Flatten(),
            layers.Dense(num_classes),
        ]
    )


def ending_in_softmax_layer(input_shape, num_classes):
    import keras

    inner = dense(input_shape, num_classes)
    return keras.Sequential([keras.Input(input_shape), inner, keras.layers.Softmax()])


def hidden_softmax(input_shape, num_classes):
    """A softmax that no layer shows."""
    import keras

    class Hidden(keras.Model):
        def __init__(self):
            super().__init__()
            self.flat, self.out = keras.layers.Flatten(), keras.layers.Dense(num_classes)

        def call(self, images):
            return keras.ops.softmax(self.out(self.flat(images)))

    return Hidden()


def not_a_number(input_shape, num_classes):
    import keras

    inputs = keras.Input(input_shape)
    return keras.Model(inputs, keras.layers.Dense(num_classes, bias_initializer=_nan)(keras.layers.Flatten()(inputs)))


def _nan(shape, dtype=None):
    import keras

    return keras.ops.full(shape, float("nan"), dtype=dtype)


def adaptive(input_shape, num_classes):
    import keras

    normalise = keras.layers.Normalization(axis=-1, name="normalise")
    return keras.Sequential(
        [keras.Input(input_shape), normalise, keras.layers.Flatten(), keras.layers.Dense(num_classes)]
    )


def adapt(model, images, rng):
    assert images.dtype == np.float32
    assert images.min() >= 0
    assert images.max() <= 1
    model.get_layer("normalise").adapt(images)


def draw_level(rng, context):
    return {"level": rng.uniform(0, 60, context.batch_size)}


def brighten(images, draws):
    import keras

    return keras.ops.clip(images + draws["level"][:, None, None, None], 0, 255)


def mix(one_hot, draws):
    return 0.9 * one_hot + 0.1 / one_hot.shape[1]


def plan(
    steps_per_epoch: int,
    *,
    epochs: int = 2,
    batch_size: int = 16,
    rate: float = 0.05,
    logits: bool = True,
    stop: bool = False,
):
    import keras

    callbacks = [keras.callbacks.EarlyStopping("val_loss", patience=0, min_delta=1e9)] if stop else []
    return TrainingPlan(
        optimizer=keras.optimizers.SGD(rate, momentum=0.9),
        loss=keras.losses.CategoricalCrossentropy(from_logits=logits),
        callbacks=callbacks,
    )


def averaged(steps_per_epoch: int, *, epochs: int = 2, batch_size: int = 16):
    """EMA: `fit` replaces the weights by their averages at its end."""
    import keras

    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    return TrainingPlan(optimizer=keras.optimizers.SGD(0.05, use_ema=True, ema_momentum=0.5), loss=loss)


def model(name, build, **more):
    return Model(name=name, summary=name, build=build, **more)


def built(**settings):
    return lambda input_shape, num_classes: dense(input_shape, num_classes, **settings)


COMPONENTS = [
    Dataset(name="bars", summary="bars", load=load_bars),
    Dataset(name="named-bars", summary="bars", load=load_bars, fingerprint=lambda: "bars-1"),
    Dataset(name="wrong", summary="wrong", load=Wrong.load),
    Dataset(name="corrupt", summary="corrupt", load=load_corrupt, fingerprint=lambda: "corrupt-1"),
    Dataset(name="unloadable", summary="broken", load=failing),
    model("tiny", tiny),
    model("large", tiny, min_size=12),
    model("rgb", tiny, channels=3),
    model("adaptive", adaptive, adapt=adapt),
    model("unadaptable", adaptive, adapt=failing),
    model("softmax", built(activation="softmax")),
    model("sigmoid", built(activation="sigmoid")),
    model("softmax-layer", ending_in_softmax_layer),
    model("hidden-softmax", hidden_softmax),
    model("rescaling", rescaling),
    model("nan", not_a_number),
    model("eleven", lambda input_shape, num_classes: dense(input_shape, 11)),
    model("compiled", built(compiled=True)),
    model("namesake", built(name="images")),
    model("narrow", lambda input_shape, num_classes: tiny((2, 2, 5), num_classes)),
    model("unbuildable", failing),
    model("no-model", lambda input_shape, num_classes: "a model"),
    Augmenter(name="still", summary="nothing", draw=lambda rng, context: {}, apply=lambda images, draws: images),
    Augmenter(name="brighten", summary="brighter", draws={"level": ()}, draw=draw_level, apply=brighten),
    Augmenter(
        name="mix", summary="mixed", draw=lambda rng, context: {}, apply=lambda images, draws: images, mix_labels=mix
    ),
    Augmenter(name="unappliable", summary="broken", draw=lambda rng, context: {}, apply=failing),
    Recipe(name="plain", summary="SGD", plan=plan),
    Recipe(name="averaged", summary="EMA", plan=averaged),
    Recipe(name="unplannable", summary="broken", plan=lambda steps, *, epochs=1, batch_size=1: failing()),
]


class Shelf:
    """A registry of `COMPONENTS`."""

    def component(self, kind, name):
        return next(component for component in COMPONENTS if (component.kind, component.name) == (kind, name))

    def provider(self, kind, name):
        return SimpleNamespace(plugin="zoo-tests[shelf]", distribution="zoo-tests", version="1.0")


def compose(dataset="bars", model="tiny", augmenters=("still",), recipe="plain", *, given=None, **settings):
    """Returns an experiment of components on the shelf: two epochs of batches of 16, unless `given` says else."""

    def part(kind, name):
        return Part.of(Shelf().component(kind, name), (given or {}).get(kind, {}))

    return Experiment(
        dataset=part("dataset", dataset),
        model=part("model", model),
        augmenters=tuple(part("augmenter", name) for name in augmenters),
        recipe=part("recipe", recipe),
        **settings,
    )
