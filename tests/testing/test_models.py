"""The contract of a model: logits, which depend on nothing but the image."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from zoo.errors import PluginError
from zoo.plugin.components import Model
from zoo.testing import check_component


def _model(activation: str | None, *, first: Callable[[], Any] | None = None) -> Model:
    def build(input_shape: tuple[int, int, int], num_classes: int) -> Any:
        import keras

        layers = [first()] if first else []
        flat = keras.layers.Flatten()
        head = keras.layers.Dense(num_classes, activation=activation)
        return keras.Sequential([keras.Input(input_shape), *layers, flat, head])

    return Model(name="made", summary="made in a test", build=build, min_size=4)


def test_a_softmax_head_is_found_and_logits_pass() -> None:
    check_component(_model(None))
    with pytest.raises(PluginError, match="made") as caught:
        check_component(_model("softmax"))
    assert "softmax" in str(caught.value.cause)


def test_a_model_of_images_in_0_255_is_found() -> None:
    import keras

    with pytest.raises(PluginError) as caught:
        check_component(_model(None, first=lambda: keras.layers.Rescaling(1 / 255)))
    assert "scales images of [0, 255] itself" in str(caught.value.cause)


def test_a_model_whose_answer_depends_on_the_other_images() -> None:
    import keras

    class Centred(keras.layers.Layer):
        def call(self, images: Any) -> Any:
            return images - keras.ops.mean(images, axis=0, keepdims=True)

    with pytest.raises(AssertionError, match="made answers otherwise when other images are beside"):
        check_component(_model(None, first=Centred))


def test_a_model_that_adapts_by_changing_the_images() -> None:
    def adapt(model: Any, images: Any, rng: Any) -> None:
        images += 1

    with pytest.raises(AssertionError, match="`adapt` of made changed the images"):
        check_component(replace(_model(None), adapt=adapt))
