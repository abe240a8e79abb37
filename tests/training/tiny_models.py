"""Tiny models, good and bad."""

from __future__ import annotations

import numpy as np


def rescaling(input_shape, num_classes, *, factor: float = 1 / 255):
    """Takes its images for bytes, in a model within a model."""
    import keras

    inner = keras.Sequential([keras.layers.Rescaling(factor), keras.layers.Flatten(), keras.layers.Dense(num_classes)])
    return keras.Sequential([keras.Input(input_shape), inner])


def dense(input_shape, num_classes, *, activation=None, name="dense_only", compiled=False, named=None):
    import keras

    inputs = keras.Input(input_shape)
    outputs = keras.layers.Dense(num_classes, activation=activation)(keras.layers.Flatten()(inputs))
    model = keras.Model(inputs, {named: outputs} if named else outputs, name=name)
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


def pooled(input_shape, num_classes):
    """Takes images of any size."""
    import keras

    layers = keras.layers
    convolution = layers.Conv2D(4, 3, padding="same", use_bias=False)
    return keras.Sequential(
        [
            keras.Input(input_shape),
            convolution,
            layers.BatchNormalization(),
            layers.Dropout(0.3),
            layers.GlobalMaxPooling2D(),
            layers.Dense(num_classes),
        ]
    )


def pooled_class(input_shape, num_classes):
    """As `pooled`, in a class of its own whose `call` knows nothing of training."""
    import keras

    class Pooled(keras.Model):
        def __init__(self):
            super().__init__()
            self.convolution = keras.layers.Conv2D(4, 3, padding="same")
            self.pool = keras.layers.GlobalMaxPooling2D()
            self.head = keras.layers.Dense(num_classes)

        def call(self, images):
            return self.head(self.pool(self.convolution(images)))

    return Pooled()


def nan_at_test(input_shape, num_classes):
    """No number but in training."""
    import keras

    class Bad(keras.layers.Layer):
        def call(self, images, training=False):
            return images if training else images / (images * 0)

    return keras.Sequential([keras.Input(input_shape), Bad(), dense(input_shape, num_classes)])


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
