"""An experiment put together: what is known of it before it trains, and whose fault it is where it cannot be."""

from __future__ import annotations

import numpy as np
import pytest

from zoo.errors import PluginError
from zoo.training import outputs
from zoo.training.assembly import assemble


def test_a_model_adapts_before_it_trains(compose, registry, splits):
    assembly = assemble(compose(model="adaptive"), registry, splits)
    assembly.adapt()
    mean = np.ravel(assembly.net.inner.get_layer("normalise").mean)
    expected = splits.train.images[assembly.prepared.train.indices].mean() / 255
    np.testing.assert_allclose(mean, expected, rtol=1e-4)


def test_initial_weights_depend_on_the_seed_alone(compose, registry, splits):
    def weights(**settings):
        return assemble(compose(**settings), registry, splits).net.trainable_weights[0].numpy()

    np.testing.assert_array_equal(weights(), weights(augmenters=["brighten", "mix"], validation=None))
    assert not np.array_equal(weights(), weights(seed=1))


def test_check_refuses_shapes_that_do_not_fit(check, compose):
    refused = check(compose(model="narrow"))["refused"]
    assert "model 'narrow' cannot take dataset 'bars'" in refused["message"]
    assert refused["exit_status"] == 2


def test_what_is_known_before_it_trains(compose, registry, splits):
    assembly = assemble(compose(model="large", augmenters=["brighten"], validation=0.2), registry, splits)
    assert assembly.epochs == 2
    assert assembly.facts == {
        "parameters": assembly.net.count_params(),
        "train_images": 48,
        "validation_images": 12,
        "test_images": 15,
        "steps_per_epoch": 3,
        "input_shape": [6, 9, 1],
        "notes": ["images are resized from 6x9 to 12x18, bilinear"],
    }


@pytest.mark.parametrize(
    ("scales", "epochs", "expected"),
    [
        ((), 2, [1, 1]),
        ((0.5, 1), 4, [0.5, 0.5, 1, 1]),
        ((0.5, 0.75, 1), 7, [0.5, 0.5, 0.75, 0.75, 1, 1, 1]),
        ((0.5, 0.75, 1), 2, [0.75, 1]),
        ((0.5, 1), 1, [1]),
    ],
)
def test_scales_of_images_share_the_epochs_and_the_last_one_has_the_last(
    compose, registry, splits, scales, epochs, expected
):
    given = {"recipe": {"scales": scales, "epochs": epochs}}
    assembly = assemble(compose(model="pooled", given=given), registry, splits)
    assert [assembly.image_scale(epoch) for epoch in range(epochs)] == expected


def test_a_model_that_does_not_adapt_is_left_as_it_is(compose, registry, splits):
    assembly = assemble(compose(), registry, splits)
    before = [array.copy() for array in outputs.weights(assembly.net)]
    assembly.adapt()
    for one, other in zip(before, outputs.weights(assembly.net), strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_check_changes_no_weight_and_names_the_augmenter_that_fails(compose, registry, splits):
    good, bad = (assemble(compose(augmenters=names), registry, splits) for names in (["mix"], ["mix", "unappliable"]))
    before = [variable.numpy() for variable in good.net.trainable_weights]
    good.check()
    for one, other in zip(before, good.net.trainable_weights, strict=True):
        np.testing.assert_array_equal(one, other.numpy())
    with pytest.raises(PluginError, match=r"augmenter 'unappliable' of .* failed while it was applied"):
        bad.check()


def test_the_check_finds_an_augmenter_that_works_outside_of_a_graph_alone(compose, registry, splits):
    with pytest.raises(PluginError, match=r"augmenter 'eager' of .* failed while it was applied"):
        assemble(compose(augmenters=["eager"]), registry, splits).check()
