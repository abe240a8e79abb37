"""Ten models, each wrong in one way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wrong import Wrong

import zoo


def _model(name: str, build: Callable[..., Any], **named: Any) -> zoo.Model:
    return zoo.Model(name=name, summary=f"a model that is wrong: {name}", build=build, **named)


def sound(
    input_shape: Any, num_classes: int, *layers: Any, before: Any = (), activation: Any = None, **named: Any
) -> Any:
    """A net with nothing wrong but what it is given: layers before the vector and behind the logits."""
    import keras

    head = keras.layers.Dense(num_classes, activation=activation, **named)
    return keras.Sequential([keras.Input(input_shape), *before, keras.layers.Flatten(), head, *layers])


def softmax(input_shape: Any, num_classes: int) -> Any:
    return sound(input_shape, num_classes, activation="softmax")


def of_bytes(input_shape: Any, num_classes: int) -> Any:
    import keras

    return sound(input_shape, num_classes, before=[keras.layers.Rescaling(1 / 255)])


def of_ten_classes(input_shape: Any, num_classes: int) -> Any:
    return sound(input_shape, 10)


def centred(input_shape: Any, num_classes: int) -> Any:
    import keras

    @keras.saving.register_keras_serializable("wrong")
    class Centred(keras.layers.Layer):
        def call(self, images: Any) -> Any:
            return images - keras.ops.mean(images, axis=0, keepdims=True)

    return sound(input_shape, num_classes, before=[Centred()])


def stopped(input_shape: Any, num_classes: int) -> Any:
    import keras

    image = keras.Input(input_shape)
    features = keras.layers.Dense(8, activation="relu", name="features")(keras.layers.Flatten()(image))
    return keras.Model(image, keras.layers.Dense(num_classes)(keras.ops.stop_gradient(features)))


def remembering(input_shape: Any, num_classes: int) -> Any:
    import keras

    @keras.saving.register_keras_serializable("wrong")
    class Standardised(keras.layers.Layer):
        mean = 0.0

        def call(self, images: Any) -> Any:
            return images - self.mean

    return sound(input_shape, num_classes, before=[Standardised()])


def remember(model: Any, images: Any, rng: Any) -> None:
    model.layers[0].mean = images.mean()


def unregistered(input_shape: Any, num_classes: int) -> Any:
    import keras

    def small(shape: Any, dtype: Any = None) -> Any:
        return keras.random.normal(shape, stddev=0.01, dtype=dtype)

    return sound(input_shape, num_classes, kernel_initializer=small)


def unseeded(input_shape: Any, num_classes: int) -> Any:
    import numpy as np

    net = sound(input_shape, num_classes)
    net.layers[-1].kernel.assign(np.random.default_rng().normal(size=net.layers[-1].kernel.shape) / 10)
    return net


def faint(input_shape: Any, num_classes: int) -> Any:
    import keras

    return sound(input_shape, num_classes, keras.layers.Rescaling(1e-9))


def brighten(model: Any, images: Any, rng: Any) -> None:
    images += 1


def plain(input_shape: Any, num_classes: int) -> Any:
    return sound(input_shape, num_classes)


WRONG = [
    Wrong(_model("softmax", softmax), "logits", "softmax", "without an activation"),
    Wrong(_model("of-bytes", of_bytes), "logits", "scales images of [0, 255] itself", "Rescaling(255)"),
    Wrong(_model("of-ten-classes", of_ten_classes), "builds", "(None, 10)", "Dense(num_classes)"),
    Wrong(_model("centred", centred), "answers", "when other images are beside it", "over the batch"),
    Wrong(_model("stopped", stopped), "gradients", "none for 2 of 4: features/bias", "without stop_gradient"),
    Wrong(_model("remembering", remembering, adapt=remember), "weights", "they differ by", "by add_weight or layers"),
    Wrong(_model("unregistered", unregistered), "keras file", "small", "register_keras_serializable"),
    Wrong(_model("unseeded", unseeded), "same bits", "others when it is built again", "draw nothing from NumPy"),
    Wrong(_model("faint", faint), "overfits", "%", "zoo show faint --input 8x8x3"),
    Wrong(_model("brightening", plain, adapt=brighten), "adapts", "`adapt` changed them", "images.copy()"),
]

SOUND = _model("sound", plain)
