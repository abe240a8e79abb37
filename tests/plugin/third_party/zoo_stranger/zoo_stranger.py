"""A stranger's plugin: one file that gives a dataset, a model, an augmenter and a recipe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import zoo

if TYPE_CHECKING:
    from collections.abc import Mapping

    import keras
    import numpy as np


def load_stripes(*, size: Annotated[int, zoo.Param(ge=4, unit="pixels")] = 10, images: int = 256) -> zoo.Splits:
    """Noisy stripes, lying or standing: uint8 (N, size, size + 2, 1), two classes."""
    import numpy as np

    rng = np.random.default_rng(0)

    def split(number: int) -> zoo.Split:
        labels = np.arange(number) % 2
        lying = np.indices((size, size + 2))[0] % 2 * 200
        standing = np.indices((size, size + 2))[1] % 2 * 200
        pixels = np.where(labels[:, None, None] == 1, standing, lying) + rng.integers(0, 55, (number, size, size + 2))
        return zoo.Split(images=pixels[..., None].astype(np.uint8), labels=labels)

    return zoo.Splits(train=split(images), test=split(images // 4), classes=("lying", "standing"))


def build_linear(input_shape: tuple[int, int, int], num_classes: int, *, scale: float = 1.0) -> keras.Model:
    """A linear classifier on the pixels; logits."""
    import keras

    inputs = keras.Input(input_shape)
    flat = keras.layers.Flatten()(keras.layers.Rescaling(scale)(inputs))
    return keras.Model(inputs, keras.layers.Dense(num_classes)(flat))


def draw_gain(rng: np.random.Generator, context: zoo.DrawContext, *, strength: float = 0.2) -> Mapping[str, np.ndarray]:
    """One gain per image, uniform in 1 ± strength."""
    return {"gain": rng.uniform(1 - strength, 1 + strength, context.batch_size)}


def apply_gain(images: keras.KerasTensor, draws: Mapping[str, keras.KerasTensor]) -> keras.KerasTensor:
    """Multiplies every pixel of an image by its gain."""
    from keras import ops

    return ops.clip(images * ops.reshape(draws["gain"], (-1, 1, 1, 1)), 0.0, 255.0)


def plan_plain(steps_per_epoch: int, *, epochs: int = 2, batch_size: int = 16, rate: float = 0.05) -> zoo.TrainingPlan:
    """Stochastic gradient descent at one rate."""
    import keras

    return zoo.TrainingPlan(
        optimizer=keras.optimizers.SGD(rate),
        loss=keras.losses.CategoricalCrossentropy(from_logits=True),
    )


@zoo.hookimpl
def zoo_datasets() -> list[zoo.Dataset]:
    told = {"origin": "drawn here", "licence": "CC0-1.0"}
    return [zoo.Dataset(name="stripes", summary="Lying and standing stripes, drawn", load=load_stripes, **told)]


@zoo.hookimpl
def zoo_models() -> list[zoo.Model]:
    return [zoo.Model(name="linear", summary="A linear classifier", build=build_linear)]


@zoo.hookimpl
def zoo_augmenters() -> list[zoo.Augmenter]:
    return [
        zoo.Augmenter(name="gain", summary="Random brightness", draws={"gain": ()}, draw=draw_gain, apply=apply_gain)
    ]


@zoo.hookimpl
def zoo_recipes() -> list[zoo.Recipe]:
    return [zoo.Recipe(name="plain-sgd", summary="SGD at one rate", plan=plan_plain)]
