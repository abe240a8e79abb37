"""The contract, the pixels beside Pillow's, and labels that agree with the pixels."""

import numpy as np
import pytest
from PIL import Image

import zoo
from zoo.testing import checks
from zoo_resizemix.augmenter import apply, draw, mix_labels

test_components = checks("zoo-resizemix")

SHAPE = (12, 20, 3)


def drawn(count, **parameters):
    context = zoo.DrawContext(indices=np.arange(count), epoch=0, image_shape=SHAPE, batch_size=count)
    return draw(np.random.default_rng(0), context, **parameters)


def test_the_small_copies_are_pillows():
    images = np.random.default_rng(1).integers(0, 256, (16, *SHAPE), dtype=np.uint8)
    draws = drawn(16)
    result = np.array(apply(images.astype("float32"), draws))
    for before, after, partner, (top, left), (height, width) in zip(
        images, result, draws["partner"], draws["first"], draws["size"], strict=True
    ):
        copy = Image.fromarray(images[partner]).resize((width, height), Image.Resampling.BILINEAR)
        expected = before.astype("float32")
        expected[top : top + height, left : left + width] = np.array(copy)
        assert np.abs(after - expected).max() <= 1  # Pillow rounds to whole numbers, once per axis


def test_labels_are_mixed_as_the_pixels_are():
    draws = drawn(64)
    white = np.arange(64) % 2
    images = np.broadcast_to(255.0 * white[:, None, None, None], (64, *SHAPE)).astype("float32")
    labels = mix_labels(np.eye(2, dtype="float32")[white], draws)
    assert np.allclose(np.array(apply(images, draws)).mean((1, 2, 3)) / 255, labels[:, 1], atol=1e-5)


def test_scales_are_those_asked_for():
    share = drawn(500, smallest=0.5, largest=0.5)["share"]
    assert np.allclose(share, 0.25)
    assert np.ptp(drawn(500)["share"]) > 0.5
    with pytest.raises(zoo.UsageError, match=r"smallest=0\.9 is larger than largest=0\.8"):
        drawn(1, smallest=0.9)
