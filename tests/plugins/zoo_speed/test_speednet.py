"""`speednet` is the speedruns' network, each of its tricks a parameter."""

from __future__ import annotations

import subprocess
import sys

import keras
import numpy as np
import pytest

from zoo import UsageError
from zoo.training import precision
from zoo_speed.speednet import SPEEDNET, passing_on, whitening


def built(shape=(32, 32, 3), classes=10, **given):
    return SPEEDNET.call("build", SPEEDNET.resolve(given), shape, classes)


def layers(net, kind):
    return [layer for layer in net.layers if isinstance(layer, kind)]


def test_its_size_is_the_one_its_docstring_gives():
    net = built()
    assert f"{net.count_params():,} parameters" in SPEEDNET.build.__doc__
    assert [layer.filters for layer in layers(net, keras.layers.Conv2D)] == [24, 32, 32, 128, 128, 128, 128]


def test_it_takes_grey_images_that_are_not_square_and_returns_scaled_logits():
    net = built((12, 20, 1), 7, logit_scale=0.5)
    images = np.random.default_rng(0).random((2, 12, 20, 1), dtype=np.float32)
    assert net.output_shape == (None, 7)
    logits = net(images).numpy()
    assert np.isfinite(logits).all()
    before = keras.Model(net.input, net.get_layer("logits").output)(images).numpy()
    np.testing.assert_allclose(logits, before * 0.5, rtol=1e-6)


def test_its_smallest_side_is_the_smallest_that_can_be_built():
    side = SPEEDNET.min_size
    assert built((side, side, 1)).output_shape == (None, 10)
    with pytest.raises(ValueError, match=r"negative|positive|zero"):
        built((side - 1, side - 1, 1))


def test_every_trick_can_be_left_out():
    net = built(whiten=False, identity_init=False, activation="relu", convolutions=1, widths="4/6/8")
    assert [layer.filters for layer in layers(net, keras.layers.Conv2D)] == [4, 6, 8]
    assert {layer.activation.__name__ for layer in layers(net, keras.layers.Activation)} == {"relu"}
    SPEEDNET.call("adapt", {}, net, np.zeros((2, 32, 32, 3), np.float32), np.random.default_rng(0))  # nothing to adapt


@pytest.mark.parametrize("pool_first", [True, False])
def test_it_pools_before_or_after_normalising(pool_first):
    net = built(pool_first=pool_first)
    order = [layer.name for layer in net.layers if layer.name.startswith("block2_1")]
    pooled, normalised = order.index("block2_1_pool"), order.index("block2_1_norm")
    assert (pooled < normalised) == pool_first
    assert net.get_layer("block3_2_conv").output.shape[1:3] == (3, 3)


def test_other_than_three_blocks_are_refused():
    with pytest.raises(UsageError, match="widths=32/64"):
        built(widths="32/64")


def test_a_convolution_begins_by_passing_its_inputs_on():
    images = np.random.default_rng(0).random((1, 5, 7, 3), dtype=np.float32)
    layer = keras.layers.Conv2D(6, 3, padding="same", use_bias=False)
    layer.build(images.shape)
    layer.kernel.assign(passing_on(layer.kernel.numpy()))
    passed = layer(images).numpy()
    np.testing.assert_array_equal(passed[..., :3], images)
    assert np.abs(passed[..., 3:]).min() > 0


def test_a_file_of_it_is_read_by_keras_alone(tmp_path):
    net = built((9, 9, 1), 3)
    net.save(tmp_path / "net.keras")
    images = np.random.default_rng(0).random((4, 9, 9, 1), dtype=np.float32)
    np.savez(tmp_path / "seen.npz", images=images, logits=net.predict_on_batch(images))
    read = (
        "import keras, numpy as np\n"
        "seen = np.load('seen.npz')\n"
        "logits = keras.saving.load_model('net.keras').predict_on_batch(seen['images'])\n"
        "np.testing.assert_array_equal(logits, seen['logits'])\n"
    )
    subprocess.run([sys.executable, "-c", read], cwd=tmp_path, check=True, capture_output=True, timeout=300)


def test_whitened_patches_are_uncorrelated_and_of_unit_variance():
    rng = np.random.default_rng(0)
    images = np.cumsum(rng.random((40, 12, 12, 3), dtype=np.float32), axis=2)  # neighbours are alike
    net = built((12, 12, 3))
    SPEEDNET.call("adapt", {}, net, images, rng)
    whiten = net.get_layer("whiten")
    patches = keras.ops.convert_to_numpy(keras.ops.conv(images, whiten.kernel, 1, "valid"))
    half = patches[..., :12].reshape(-1, 12)
    np.testing.assert_allclose(np.cov(half, rowvar=False), np.eye(12), atol=0.05)
    np.testing.assert_array_equal(whiten.kernel.numpy()[..., 12:], -whitening(images)[..., :12])
    assert not whiten.trainable_variables


def test_centred_patches_have_zero_mean_and_a_bias_that_is_trained():
    rng = np.random.default_rng(0)
    noise = rng.random((200, 12, 12, 3), dtype=np.float32)
    images = 0.3 + 0.2 * (noise + np.roll(noise, 1, axis=2))  # neighbours are alike
    net = built((12, 12, 3), centre=True)
    SPEEDNET.call("adapt", {}, net, images, rng)
    whiten = net.get_layer("whiten")
    seen = keras.Model(net.input, whiten.output)(images).numpy()[..., :12].reshape(-1, 12)
    np.testing.assert_allclose(seen.mean(0), 0, atol=0.1)
    np.testing.assert_allclose(seen.var(0), 1, atol=0.1)
    assert whiten.trainable_variables == [whiten.bias]


def test_a_head_may_begin_with_unit_variance_over_its_width():
    net = built(head="unit", widths="4/6/8")
    assert net.get_layer("logits").kernel.numpy().std() == pytest.approx(1, abs=1e-5)
    assert net.get_layer("scaled_logits").scale == 1 / 8
    assert built(head="unit", logit_scale=0.5).get_layer("scaled_logits").scale == 0.5


def test_bfloat16_computes_what_float32_does_as_far_as_its_eight_bits_go():
    exact = built((16, 16, 3))
    rounded = precision.build_in_bfloat16(SPEEDNET, SPEEDNET.resolve({}), (16, 16, 3), exact.output.shape[1], 0)
    rounded.set_weights(exact.get_weights())
    images = np.random.default_rng(0).random((8, 16, 16, 3), dtype=np.float32)
    logits = rounded(images)
    assert {variable.dtype for variable in rounded.variables} == {"float32"}
    first, *others = layers(rounded, keras.layers.Conv2D)
    assert first.compute_dtype == "float32", "it tells neighbours apart that are one in eight bits"
    assert {layer.compute_dtype for layer in others} == {"bfloat16"}
    assert keras.backend.standardize_dtype(logits.dtype) == "float32"
    expected = exact(images).numpy()
    error = np.abs(keras.ops.convert_to_numpy(logits) - expected).max() / np.abs(expected).max()
    assert 0 < error < 0.05
