"""Tests of the net and what stands before the model."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import shelf
import tiny_models

from zoo.errors import UsageError
from zoo.training import environment, networks
from zoo.training.assembly import assemble
from zoo.training.building import build
from zoo.training.prepare import Part

PARTS = {"model": "large", "dataset": "bars"}


def component(**more):
    return shelf.model("some", tiny_models.tiny, **more)


@pytest.mark.parametrize(
    ("more", "image", "expected"),
    [
        ({}, (6, 9, 1), (6, 9, 1)),
        ({"min_size": 12}, (6, 9, 1), (12, 18, 1)),
        ({"min_size": 22}, (28, 20, 3), (31, 22, 3)),
        ({"min_size": 12}, (12, 40, 3), (12, 40, 3)),
        ({"channels": 3}, (6, 9, 1), (6, 9, 3)),
        ({"channels": 1}, (6, 9, 1), (6, 9, 1)),
    ],
)
def test_shape_that_a_model_gets(more, image, expected):
    assert networks.model_shape(component(**more), image, PARTS) == expected


@pytest.mark.parametrize(("needs", "has"), [(3, 4), (1, 3)])
def test_channels_that_do_not_fit_are_refused_by_name(needs, has):
    with pytest.raises(UsageError, match=f"model 'large' cannot take dataset 'bars': .* {needs} channels.* have {has}"):
        networks.model_shape(component(channels=needs), (6, 9, has), PARTS)


def test_preprocess_scales_resizes_and_repeats(rng):
    images = rng.integers(0, 256, (2, 6, 9, 1), dtype=np.uint8)
    plain = np.array(networks.Preprocess()(images))
    np.testing.assert_allclose(plain, images / 255, atol=1e-6)
    large = np.array(networks.Preprocess((12, 18), 3)(images))
    assert large.shape == (2, 12, 18, 3)
    np.testing.assert_array_equal(large[..., 0], large[..., 2])
    assert large.min() >= plain.min()
    assert large.max() <= plain.max()
    np.testing.assert_allclose(large[:, 0, 0], plain[:, 0, 0].repeat(3, axis=-1), atol=1e-6)


def test_preprocess_can_be_made_again_from_its_config():
    again = networks.Preprocess.from_config(networks.Preprocess((12, 18), 3).get_config())
    assert (again.size, again.repeat, again.trainable) == ((12, 18), 3, False)


def test_preprocess_takes_floats_without_rounding():
    np.testing.assert_allclose(networks.Preprocess()(np.full((1, 2, 2, 1), 127.5, np.float32)), 0.5)


def test_what_is_trained_on_is_augmented_by_its_draws(compose, registry, splits):
    assembly = assemble(compose(augmenters=["brighten"]), registry, splits)
    inputs, _ = assembly.feed.batch(np.arange(3), 0, 0)
    brightened = assembly.feed.chain.apply(
        inputs["images"], networks.tensors({k: inputs[k] for k in inputs if k != "images"})
    )
    np.testing.assert_allclose(assembly.net.augmented(networks.tensors(inputs)), brightened, rtol=1e-5)
    assert not np.allclose(brightened, inputs["images"])


@pytest.mark.parametrize("model", ["pooled", "pooled-class"])
def test_scaled_images_are_trained_on_and_whole_ones_tested(compose, registry, splits, model):
    net = assemble(compose(model=model), registry, splits).net
    seen = []
    convolution = net.inner.layers[0]
    convolution.call = lambda images, call=convolution.call: (seen.append(images.shape[1:3]), call(images))[1]
    images = splits.train.images[:2]
    for net.scale in (0.5, 1.0):
        for training in (True, False):
            logits = net(images, training=training)
            assert (logits.shape, logits.dtype.name) == ((2, 3), "float32")
    assert seen == [(3, 4), (6, 9), (6, 9), (6, 9)]


def test_dropout_has_its_own_stream(compose, registry):
    def states(seed):
        environment.fresh(0)
        net, _ = build(compose(seed=seed), registry, (6, 9, 1), 3)
        weights = {id(variable) for variable in net.weights}
        return [variable.numpy().tolist() for variable in net.variables if id(variable) not in weights]

    assert states(3) == states(3)
    assert states(3) != states(4)
    assert len(states(3)) == 1


def test_sample_is_what_the_model_gets(compose, registry, splits, rng):
    net, _ = build(compose(model="rgb"), registry, (6, 9, 1), 3)
    part = Part(splits.train.images, splits.train.labels, np.arange(5))
    images = networks.sample(net, part, rng)
    np.testing.assert_allclose(images, np.repeat(splits.train.images[:5], 3, axis=-1) / 255, atol=1e-6)
    assert images.dtype == np.float32


def test_model_may_have_the_name_of_an_input(compose, registry, splits):
    assert keras.Model in type(assemble(compose(model="namesake"), registry, splits).net).__mro__
