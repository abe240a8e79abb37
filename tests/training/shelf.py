"""A registry of tiny components, good and bad, and experiments of them."""

from __future__ import annotations

import math
import sys
from types import SimpleNamespace
from typing import Literal

import numpy as np
import remembering
from bars import Wrong, load_bars, load_corrupt, load_lazy
from tiny_models import (
    adapt,
    adaptive,
    dense,
    ending_in_softmax_layer,
    hidden_softmax,
    nan_at_test,
    not_a_number,
    pooled,
    pooled_class,
    rescaling,
    tiny,
)

from zoo.experiments.experiment import Experiment, Part
from zoo.plugin.components import Augmenter, Dataset, Model, Recipe, RunContext, TrainingPlan
from zoo.plugin.discovery import Provider

THREADS = 2


def empty(path, *_):
    path.write_bytes(b"")


def draw_nothing(folder, title):
    empty(folder / "curves.png")
    empty(folder / "confusion.png")


EMPTY_PICTURES = SimpleNamespace(draw=draw_nothing)
"""What stands for `zoo.training.plots` where nobody looks at pictures."""


def failing(*_):
    raise RuntimeError("the plugin is broken\nin two lines")


def draw_level(rng, context):
    return {"level": rng.uniform(0, 60, context.batch_size)}


def brighten(images, draws):
    import keras

    return keras.ops.clip(images + draws["level"][:, None, None, None], 0, 255)


def mix(one_hot, draws):
    return 0.9 * one_hot + 0.1 / one_hot.shape[1]


VIEWS = {
    "none": (),
    "mirrored": ((0.5, lambda images: images[:, :, ::-1]),),
    "heavy": ((0.75, lambda images: images), (0.5, lambda images: images)),
    "nothing": ((0.0, lambda images: images),),
    "unweighted": (lambda images: images,),
    "cropped": ((0.5, lambda images: images[:, 1:]),),
    "nan": ((0.5, lambda images: images * float("nan")),),
    "failing": ((0.5, failing),),
}


def plan(
    steps_per_epoch: int,
    *,
    epochs: int = 2,
    batch_size: int = 16,
    rate: float = 0.05,
    logits: bool = True,
    stop: bool = False,
    views: Literal[tuple(VIEWS)] = "none",
    scales: tuple[float, ...] = (),
):
    import keras

    callbacks = [keras.callbacks.EarlyStopping("val_loss", patience=0, min_delta=1e9)] if stop else []
    return TrainingPlan(
        optimizer=keras.optimizers.SGD(rate, momentum=0.9),
        loss=keras.losses.CategoricalCrossentropy(from_logits=logits),
        callbacks=callbacks,
        test_views=VIEWS[views],
        image_scales=scales,
    )


def writing(steps_per_epoch: int, *, context: RunContext, epochs: int = 2, batch_size: int = 16):
    (context.folder / f"{context.experiment}-{context.seed}.txt").write_text("planned")
    return averaged(steps_per_epoch, epochs=epochs, batch_size=batch_size)


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
    Dataset(name="lazy", summary="broken", load=load_lazy),
    Dataset(name="numbered", summary="broken", load=load_bars, fingerprint=lambda: 7),
    Dataset(name="unloadable", summary="broken", load=failing),
    model("tiny", tiny),
    model("pooled", pooled),
    model("pooled-class", pooled_class),
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
    model("nan-at-test", nan_at_test),
    model("linear", built()),
    model("eleven", lambda input_shape, num_classes: dense(input_shape, 11)),
    model("compiled", built(compiled=True)),
    model("namesake", built(name="images")),
    model("narrow", lambda input_shape, num_classes: tiny((2, 2, 5), num_classes)),
    model("unbuildable", failing),
    model("dictionary", lambda input_shape, num_classes: dense(input_shape, num_classes, named="logits")),
    model("no-model", lambda input_shape, num_classes: "a model"),
    Augmenter(name="still", summary="nothing", draw=lambda rng, context: {}, apply=lambda images, draws: images),
    Augmenter(name="brighten", summary="brighter", draws={"level": ()}, draw=draw_level, apply=brighten),
    Augmenter(
        name="mix", summary="mixed", draw=lambda rng, context: {}, apply=lambda images, draws: images, mix_labels=mix
    ),
    Augmenter(
        name="nan-images", summary="broken", draw=lambda rng, context: {}, apply=lambda images, draws: images * math.nan
    ),
    Augmenter(
        name="nan-labels",
        summary="broken",
        draw=lambda rng, context: {},
        apply=lambda images, draws: images,
        mix_labels=lambda one_hot, draws: one_hot * math.nan,
    ),
    Augmenter(name="leaving", summary="broken", draw=lambda rng, context: sys.exit(0), apply=failing),
    Augmenter(name="unappliable", summary="broken", draw=lambda rng, context: {}, apply=failing),
    Augmenter(
        name="eager",
        summary="broken",
        draw=lambda rng, context: {},
        apply=lambda images, draws: images + np.zeros(images.shape),
    ),
    Recipe(name="plain", summary="SGD", plan=plan),
    Recipe(name="writing", summary="writes a file", plan=writing),
    Recipe(name="averaged", summary="EMA", plan=averaged),
    Recipe(name="remembering", summary="callbacks that remember", plan=remembering.plan),
    Recipe(name="unplannable", summary="broken", plan=lambda steps, *, epochs=1, batch_size=1: failing()),
]


class Shelf:
    """A registry of `COMPONENTS`."""

    @property
    def components(self):
        return {(component.kind, component.name): component for component in COMPONENTS}

    def component(self, kind, name):
        return next(component for component in COMPONENTS if (component.kind, component.name) == (kind, name))

    def provider(self, kind, name):
        return Provider("zoo-tests", "1.0", "zoo-tests[shelf]")


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


def result(events):
    """Returns the result of a run that was told in `events`."""
    assert events[-1]["event"] == "done", events[-1]
    return events[-1]["result"]
